import { describe, expect, it } from 'vitest';
import type { FleetView } from '../../../../../console/api/views.ts';
import { clusterRows, searchClusters } from '../../../../../console/ui/lib/clusters.ts';
import { AT, current, pipeline, stage, target } from '../views.ts';

const fleet: FleetView = {
  at: AT,
  people: [],
  problems: [],
  stops: [],
  repository: { name: 'fleet', branch: 'main' },
  clusters: [
    { name: 'dev-eu-1', agent: 'flux', heardAt: AT, silent: false },
    { name: 'prod-eu-1', agent: 'argocd', heardAt: AT, silent: false },
    { name: 'prod-us-1', agent: 'flux', heardAt: AT, silent: true },
    { name: 'spare', agent: 'flux', silent: false },
  ],
  pipelines: [
    pipeline('checkout', [
      stage('dev', { current: current('1.1.0'), targets: [target('dev-eu-1')] }),
      stage('prod', { targets: [target('prod-eu-1', 'failing'), target('prod-us-1')] }),
    ]),
  ],
};
const names = (search: string) => searchClusters(clusterRows(fleet), search).map(({ name }) => name);

describe('clusters', () => {
  it('come with what is on them, those that need a look first', () => {
    expect(clusterRows(fleet).map(({ name, state }) => `${name} ${state}`)).toEqual([
      'prod-eu-1 failing',
      'prod-us-1 silent',
      'spare silent',
      'dev-eu-1 healthy',
    ]);
    expect(clusterRows(fleet).at(-1)?.targets).toEqual([
      {
        pipeline: 'checkout',
        stage: 'dev',
        tag: '1.1.0',
        health: 'healthy',
        overlay: 'apps/checkout/overlays/dev-eu-1',
      },
    ]);
  });

  it('say how their agent was told of a commit', () => {
    const url = 'https://flux.example.com/hook';
    const wakes = [undefined, { url, at: AT, problem: 'it answered 503' }, { url, at: AT }, { url }];
    const clusters = fleet.clusters.map((cluster, index) => {
      const wake = wakes[index];
      return wake === undefined ? cluster : { ...cluster, wake };
    });
    const rows = clusterRows({ ...fleet, clusters });
    expect(rows.map(({ name, wake }) => [name, wake])).toEqual([
      ['prod-eu-1', wakes[1]],
      ['prod-us-1', wakes[2]],
      ['spare', wakes[3]],
      ['dev-eu-1', undefined],
    ]);
    expect(searchClusters(rows, 'not woken').map(({ name }) => name)).toEqual(['prod-eu-1']);
  });

  it('say what somebody has changed by hand on them', () => {
    const found = { file: 'f', found: '1.0.9', promoted: '1.1.0', commit: 'c1', author: 'eve', at: AT };
    const drift = [{ overlay: 'apps/checkout/overlays/dev-eu-1', sentence: 'eve wrote 1.0.9', ...found }];
    const dev = stage('dev', { targets: [target('dev-eu-1'), target('prod-eu-1')], drift });
    const rows = clusterRows({ ...fleet, pipelines: [pipeline('checkout', [dev])] });
    const changed = rows.filter(({ targets }) => targets.some((each) => each.drift !== undefined));
    expect(changed.map(({ name, targets }) => [name, targets[0]?.drift])).toEqual([
      ['dev-eu-1', 'eve wrote 1.0.9'],
    ]);
    expect(searchClusters(rows, 'drift')).toEqual(changed);
  });

  it.each([
    ['', ['prod-eu-1', 'prod-us-1', 'spare', 'dev-eu-1']],
    ['argocd', ['prod-eu-1']],
    ['checkout prod', ['prod-eu-1', 'prod-us-1']],
    ['1.1.0', ['dev-eu-1']],
    ['silent', ['prod-us-1', 'spare']],
    ['nowhere', []],
  ])('are found by every word of "%s"', (search, found) => {
    expect(names(search)).toEqual(found);
  });
});
