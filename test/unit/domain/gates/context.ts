import type { GateAnswer } from '../../../../src/domain/gates/answer.ts';
import type { GateContext } from '../../../../src/domain/gates/gate.ts';
import { evaluateGates } from '../../../../src/domain/gates/index.ts';
import type { ApprovalGate, CronFreeze, Gate } from '../../../../src/domain/pipeline/types.ts';
import type { Promotion, Vote } from '../../../../src/domain/promotion/state.ts';
import { aStage } from '../../../builders/pipeline.ts';

export const at = (iso: string): number => Date.parse(iso);

/** Groups: release-managers are alice, bob and carol; security is carol and sam. */
export const GROUPS: Record<string, readonly string[]> = {
  'release-managers': ['alice', 'bob', 'carol'],
  security: ['carol', 'sam'],
};

export const settings = (groups: Record<string, readonly string[]> = GROUPS): GateContext['settings'] => ({
  clusters: [],
  people: [],
  groups: Object.entries(groups).map(([name, members]) => ({ name, members: [...members] })),
});

/** A promotion that alice requested on Friday the 20th at 09:00 and that got the stage at 10:00. */
export const promotion = (overrides: Partial<Promotion> = {}): Promotion => ({
  id: 'p1',
  pipeline: 'checkout',
  stage: 'prod',
  release: 'r1',
  tag: '1.2.0',
  attempt: 1,
  definition: 'd1',
  requestedAt: '2026-11-20T09:00:00.000Z',
  requestedBy: { kind: 'person', name: 'alice' },
  status: 'gated',
  acquiredAt: '2026-11-20T10:00:00.000Z',
  wave: 0,
  votes: [],
  gates: [],
  commits: [],
  failing: {},
  ...overrides,
});

export const context = (overrides: Partial<GateContext> = {}): GateContext => ({
  now: at('2026-11-20T12:00:00Z'),
  promotion: promotion(),
  definition: aStage('prod'),
  passed: {},
  stage: { stage: 'prod', active: 'p1', waiting: [] },
  settings: settings(),
  stops: [],
  clusters: ['prod-eu-1'],
  ...overrides,
});

/** What all gates say, where the file has these. */
export const ask = (gates: Gate[], about: GateContext = context()): GateAnswer[] =>
  evaluateGates({ ...about, definition: { ...about.definition, gates } });

export const withVotes = (...votes: Vote[]): GateContext => context({ promotion: promotion({ votes }) });

export const vote = (person: string, verdict: Vote['verdict'] = 'approve', time = '11:00:00'): Vote => ({
  person,
  verdict,
  reason: verdict === 'reject' ? 'error rate is up' : '',
  via: 'cli',
  at: `2026-11-20T${time}.000Z`,
});

export const approval = (overrides: Partial<ApprovalGate> = {}): ApprovalGate => ({
  kind: 'approval',
  from: ['release-managers'],
  quorum: 2,
  notRequester: false,
  expiresMs: 7 * 86_400_000,
  ...overrides,
});

/** From Friday 16:00 in Berlin for 64 hours, which is Monday 08:00. */
export const freeze = (overrides: Partial<CronFreeze> = {}): CronFreeze => ({
  kind: 'freeze',
  effect: 'deny',
  cron: '0 16 * * FRI',
  forMs: 64 * 3_600_000,
  timeZone: 'Europe/Berlin',
  ...overrides,
});
