import { describe, expect, it } from 'vitest';
import { parseArgoReport } from '../../../../src/domain/health/argo-report.ts';
import {
  CANARY_HOOKS,
  type CanaryHook,
  classifyCanaryCall,
  parseCanaryCall,
} from '../../../../src/domain/health/canary.ts';
import { classifyApplication } from '../../../../src/domain/health/classify-application.ts';
import { classifyFluxEvent } from '../../../../src/domain/health/classify-flux-event.ts';
import { parseFluxEvent } from '../../../../src/domain/health/flux-event.ts';
import { readSnapshot } from '../../../../src/domain/health/snapshot/read-snapshot.ts';
import type { AgentKind } from '../../../../src/domain/pipeline/types.ts';
import { fixturesIn, readFixture } from './fixtures.ts';

/** The commit that most of them are about, another one, and what names none. */
const OURS = '8d3f0a6c2b9e4715a0c1d2e3f405162738495a6b';
const OTHER = '1111111111111111111111111111111111111111';
const NONE = undefined;

type Row = readonly [name: string, state: string, revision?: string | undefined, reason?: string];

const FLUX: readonly Row[] = [
  ['reconciliation-succeeded', 'healthy', OURS],
  ['reconciliation-succeeded-prefixed', 'healthy', OURS],
  ['origin-revision', 'healthy', OURS],
  // The only sign of success from notification-controller 1.8.0 to 1.8.3.
  ['health-check-passed', 'healthy', OURS, 'Progressing'],
  ['health-check-failed', 'failing', OURS],
  ['health-check-stalled', 'failing', OURS],
  ['reconciliation-failed', 'failing', OURS],
  ['refused-by-admission', 'failing', OURS],
  ['build-failed', 'failing', OURS],
  ['artifact-failed', 'failing', OURS],
  ['prune-failed', 'failing', OURS],
  // An annotation could have put a revision there.
  ['invalid-cel-expression', 'failing', NONE],
  ['applied', 'progressing', OURS, 'Progressing'],
  ['dependency-not-ready', 'progressing', OURS],
  ['health-check-canceled', 'progressing', OURS],
  ['deletion-pruned', 'ignored'],
  ['deletion-prune-failed', 'ignored'],
  ['deletion-of-failing', 'ignored'],
  // A HelmRelease names a chart and no commit; that a rollback succeeded means that an upgrade did not.
  ['helm-release', 'ignored'],
  ['helm-upgrade-succeeded', 'ignored'],
  ['helm-upgrade-failed', 'ignored'],
  ['helm-dependency-not-ready', 'ignored'],
  ['git-repository', 'ignored'],
  ['git-operation-failed', 'ignored'],
];

const ARGOCD: readonly Row[] = [
  ['deployed', 'healthy', OURS],
  ['no-operation-needed', 'healthy', OURS],
  ['never-synced-by-us', 'healthy', OURS],
  ['failed-then-reverted', 'healthy', OTHER],
  ['nulls', 'healthy', OURS],
  ['multi-source', 'healthy', OURS],
  ['multi-source-of-one-repository', 'healthy', OURS],
  ['multi-source-that-differ', 'healthy', NONE],
  ['chart-only', 'healthy', NONE],
  ['hydrated', 'healthy', OURS],
  ['hydrated-behind', 'healthy', NONE],
  ['not-hydrated-yet', 'healthy', NONE],
  ['health-degraded', 'failing', OURS, 'Degraded'],
  // What was synced last is what is degraded, not what was compared since.
  ['degraded-out-of-sync', 'failing', OURS, 'Degraded'],
  // Health is still Healthy there: it describes what ran before.
  ['sync-failed', 'failing', OURS, 'SyncFailed'],
  ['sync-failed-before', 'failing', OURS, 'SyncFailed'],
  ['failed-without-sync-result', 'failing', NONE, 'SyncError'],
  ['comparison-error', 'failing', OURS, 'ComparisonError'],
  ['comparison-unknown', 'failing', OURS, 'SyncUnknown'],
  ['sync-running-retry', 'progressing', OURS, 'SyncRunning'],
  ['terminating', 'progressing', OURS, 'SyncTerminating'],
  ['progressing', 'progressing', OURS, 'Progressing'],
  ['suspended', 'progressing', OURS, 'Suspended'],
  ['out-of-sync', 'progressing', OURS, 'OutOfSync'],
  ['health-from-before-the-sync', 'progressing', OURS, 'JustSynced'],
];

const FLAGGER: readonly Row[] = [
  ['confirm-rollout-first-call', 'progressing'],
  ['confirm-rollout-waiting', 'progressing', NONE, 'confirm-rollout'],
  // Its phase is still that of the rollout before.
  ['confirm-rollout-of-a-new-revision', 'progressing', NONE, 'confirm-rollout'],
  ['confirm-promotion', 'progressing'],
  ['confirm-traffic-increase', 'progressing'],
  ['rollback', 'progressing'],
  ['post-rollout-succeeded', 'healthy'],
  ['post-rollout-failed', 'failing'],
  ['event-promotion-completed', 'healthy'],
  ['event-rollback', 'failing'],
  ['event-new-revision', 'progressing'],
  ['event-restart', 'progressing'],
  ['event-advance', 'progressing'],
  ['event-initialized', 'healthy'],
  ['event-skipped-analysis', 'healthy'],
  // Here, too, the phase is that of the rollout before.
  ['event-confirm-rollout-passed', 'ignored'],
  ['event-halted', 'ignored'],
  ['event-suspended', 'ignored'],
  // And here of the one that has just failed.
  ['event-post-rollout-after-failure', 'ignored'],
  ['post-rollout-progressing', 'ignored'],
];

/** By the name of the object in the list. */
const SNAPSHOTS: Readonly<Record<AgentKind, readonly Row[]>> = {
  flux: [
    ['checkout', 'healthy', OURS],
    ['broken', 'failing', OURS, 'HealthCheckFailed'],
    ['depends', 'progressing', OURS, 'DependencyNotReady'],
    ['running', 'progressing', OURS, 'Progressing'],
    ['edited', 'progressing', OURS, 'Outdated'],
    // Ready, but a HelmRelease that it applied is not.
    ['shop', 'failing', OURS, 'UpgradeFailed'],
    ['cart', 'progressing', OURS, 'Progressing'],
    ['new', 'progressing', NONE, 'NotReady'],
    ['oci', 'healthy', OURS],
  ],
  argocd: [
    ['checkout', 'healthy', OURS],
    ['degraded', 'failing', OURS, 'Degraded'],
    ['multi', 'healthy', OURS],
    ['hydrated', 'healthy', OURS],
    ['new', 'progressing', NONE, 'NotCompared'],
  ],
};

const namesOf = (rows: readonly Row[]): string[] => rows.map(([name]) => name).sort();

const titled = (rows: readonly Row[]) => rows.map((row) => [row[0], row[1], row] as const);

const expected = ([, state, revision, reason]: Row) => ({
  state,
  revision,
  ...(reason !== undefined && { reason }),
});

describe('Flux', () => {
  it('every recorded event is in the table', () => {
    expect(namesOf(FLUX)).toEqual(fixturesIn('flux').filter((name) => name !== 'signatures'));
  });

  it.each(titled(FLUX))('%s is %s', (_name, _state, row) => {
    const classified = classifyFluxEvent(parseFluxEvent(readFixture(row[0])));
    const { state, revision, reason } = {
      state: 'ignored',
      revision: undefined,
      reason: undefined,
      ...classified,
    };
    expect({ state, revision, reason }).toMatchObject(expected(row));
  });
});

describe('Argo CD', () => {
  const place = { repository: 'fleet', settleMs: 0 };

  it('every recorded report is in the table', () => {
    expect(namesOf(ARGOCD)).toEqual(fixturesIn('argocd'));
  });

  it.each(titled(ARGOCD))('%s is %s', (_name, _state, row) => {
    const { state, revision, reason, object } = classifyApplication(
      parseArgoReport(readFixture(row[0], 'argocd')),
      place,
    );
    expect({ state, revision, reason }).toMatchObject(expected(row));
    expect(object).toEqual({ kind: 'Application', namespace: 'argocd', name: 'checkout' });
  });

  it('is not healthy as long as health may be that of the rollout before', () => {
    const report = parseArgoReport(readFixture('deployed', 'argocd'));
    const finished = Date.parse('2026-11-20T09:01:52Z');
    const judged = [59_999, 60_000].map(
      (after) =>
        classifyApplication({ ...report, at: finished + after }, { ...place, settleMs: 60_000 }).state,
    );
    expect(judged).toEqual(['progressing', 'healthy']);
  });
});

/** The type of a webhook is in its address. */
const hookOf = (name: string): CanaryHook => {
  const hook = CANARY_HOOKS.find((type) => name.startsWith(type));
  if (hook === undefined) throw new Error(`${name} is of no type.`);
  return hook;
};

const ENDS: Readonly<Record<string, string>> = {
  Initialized: 'Initialization done! checkout.checkout',
  Succeeded: 'Promotion completed! Scaling down checkout.checkout',
  Failed: 'Canary failed! Scaling down checkout.checkout',
};

describe('Flagger', () => {
  const receivedAt = Date.parse('2026-11-20T09:03:00Z');

  it('every recorded call is in the table', () => {
    expect(namesOf(FLAGGER)).toEqual(fixturesIn('flagger'));
  });

  it.each(titled(FLAGGER))('%s is %s', (_name, _state, row) => {
    const hook = hookOf(row[0]);
    const classified = classifyCanaryCall(hook, parseCanaryCall(readFixture(row[0], 'flagger')), receivedAt);
    if (row[1] === 'ignored') return expect(classified).toEqual({ ignored: expect.any(String) });
    expect(classified).toMatchObject({
      object: { kind: 'Canary', namespace: 'checkout', name: 'checkout' },
      state: row[1],
      ...(row[3] !== undefined && { reason: row[3] }),
      at: receivedAt,
    });
    expect(classified).not.toHaveProperty('revision');
  });

  it.each([
    ['Initializing', 'progressing'],
    ['Initialized', 'healthy'],
    ['Waiting', 'progressing'],
    ['Progressing', 'progressing'],
    ['WaitingPromotion', 'progressing'],
    ['Promoting', 'progressing'],
    ['Finalising', 'progressing'],
    ['Succeeded', 'healthy'],
    ['Failed', 'failing'],
    ['Terminating', undefined],
    ['Terminated', undefined],
    ['constructor', undefined],
  ])('the phase %s is %s', (phase, state) => {
    const call = { namespace: 'checkout', name: 'checkout', phase };
    const classified = classifyCanaryCall('post-rollout', call, receivedAt);
    if (state === undefined)
      expect(classified).toEqual({ ignored: `the phase ${phase} says nothing of health` });
    else if (state === 'progressing')
      expect(classified).toEqual({ ignored: `a rollout does not end as ${phase}` });
    else
      expect(classified).toMatchObject({ state, reason: phase, message: `it is ${phase}`, at: receivedAt });
    const message = { eventMessage: ENDS[phase] ?? 'Advance checkout.checkout canary weight 20' };
    const event = classifyCanaryCall('event', { ...call, metadata: message }, receivedAt);
    expect('ignored' in event ? undefined : event.state).toBe(state);
  });
});

describe.each(['flux', 'argocd'] as const)('a snapshot of a cluster with %s', (agent) => {
  const at = Date.parse('2026-11-20T09:03:07Z');
  const read = (name: string) =>
    readSnapshot(readFixture(name, 'snapshots'), { agent, repository: 'fleet', at, receivedAt: at }).reports;
  const rows = SNAPSHOTS[agent];

  it('says something of every object of its agent that is not about to go', () => {
    expect(read(agent).map(({ object }) => object.name)).toEqual(rows.map(([name]) => name));
  });

  it.each(titled(rows))('%s is %s', (_name, _state, row) => {
    const found = read(agent).find(({ object }) => object.name === row[0]);
    const { state, revision, reason } = found ?? {};
    expect({ state, revision, reason }).toMatchObject(expected(row));
    expect(found?.at).toBe(at);
  });

  it.each(['empty', agent === 'flux' ? 'argocd' : 'flux'])('says nothing by %s objects', (name) => {
    expect(read(name)).toEqual([]);
  });

  it('is a list', () => {
    const body = new TextEncoder().encode('{"kind":"List"}');
    expect(() => readSnapshot(body, { agent, repository: 'fleet', at, receivedAt: at })).toThrow(
      'The report is not a list of `kubectl get -o json`: "items" must be of type array.',
    );
  });
});
