import type { FleetView, StageView } from '../../console/api/views.ts';

const AT = '2026-11-20T13:00:00.000Z';
const STAGES = ['dev', 'test', 'staging', 'canary', 'prod'];
const APPLICATIONS = 200;
const CLUSTERS = 500;

/** 200 applications x 5 stages; prod has 5 targets each, which takes in all of 500 clusters. */
export function largeFleet(): FleetView {
  const names = Array.from({ length: CLUSTERS }, (_, index) => `cluster-${index}`);
  return {
    at: AT,
    people: ['alice'],
    problems: [],
    stops: [],
    repository: { name: 'fleet', branch: 'main' },
    clusters: names.map((name) => ({ name, agent: 'flux', heardAt: AT, silent: false })),
    pipelines: Array.from({ length: APPLICATIONS }, (_, index) => ({
      name: `application-${index}`,
      artifacts: [],
      definition: { version: 'v1', commit: 'c1', file: `.towpath/application-${index}.yaml` },
      stages: STAGES.map((name, place) => stage(index, name, place)),
    })),
  };
}

const stage = (application: number, name: string, place: number): StageView => ({
  name,
  after: place === 0 ? [] : [STAGES[place - 1] ?? ''],
  gates: [],
  waiting: [],
  current: { release: `r${application}`, tag: `1.${application}.0`, promotion: `p${application}`, since: AT },
  targets: Array.from({ length: name === 'prod' ? 5 : 1 }, (_, target) => ({
    cluster: `cluster-${(application * 5 + target + place) % CLUSTERS}`,
    overlay: `apps/application-${application}/overlays/${name}-${target}`,
    wave: 1,
    agent: `flux-system/application-${application}`,
    health: 'healthy',
    sentence: 'ReconciliationSucceeded: applied',
    reportedAt: AT,
  })),
});
