import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../../../../local/agents/behaviour.ts';
import type { FluxReport } from '../../../../local/agents/flux-body.ts';
import { Kustomization } from '../../../../local/agents/kustomization.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';

const config = {
  cluster: 'prod-eu-1',
  key: 'k',
  object: { namespace: 'flux-system', name: 'checkout' },
  repositoryUrl: '',
  branch: 'main',
  overlay: 'apps/checkout',
  healthUrl: '',
  intervalMs: 60_000,
};

function setUp(start: Behaviour['mode'] = 'healthy') {
  const clock = new VirtualClock(0);
  const stopping = new AbortController();
  const reports: FluxReport[] = [];
  const applied: string[] = [];
  const trees: Record<string, string> = { a: 'tree-1', b: 'tree-1', c: 'tree-2' };
  const state = { behaviour: { mode: start } as Behaviour };
  const kustomization = new Kustomization({
    config,
    source: { objectAt: async (commit) => trees[commit], read: async () => 'namespace: shop' },
    clock,
    signal: stopping.signal,
    healthCheckMs: 2000,
    behaviour: () => state.behaviour,
    send: (report) => reports.push(report),
    onApplied: (tree) => applied.push(tree),
  });
  const reconcile = async (commit: string) => {
    reports.length = 0;
    const done = kustomization.reconcile(commit);
    await clock.advance(2000);
    await done;
    return reports.map(({ reason, message, at }) => `${at} ${reason}: ${message}`);
  };
  return { clock, stopping, kustomization, state, reports, reconcile, applied };
}

const succeeded = /ReconciliationSucceeded: Reconciliation finished in .+, next run in 1m0s$/;

describe('Kustomization', () => {
  it('says what it applied, that it is healthy, and that it is done', async () => {
    const { kustomization, reconcile, reports } = setUp();
    expect(await reconcile('a')).toEqual([
      '0 Progressing: Deployment/shop/checkout configured',
      '2000 Progressing: Health check passed in 2s',
      '2000 ReconciliationSucceeded: Reconciliation finished in 2s, next run in 1m0s',
    ]);
    expect(reports.at(-1)).toMatchObject({
      cluster: 'prod-eu-1',
      severity: 'info',
      revision: 'main@sha1:a',
      commitStatus: 'update',
    });
    expect(kustomization.applied).toBe('a');
  });

  it('says of a commit that changes nothing for it only that it is done, at once', async () => {
    const { applied, reconcile, reports } = setUp();
    await reconcile('a');
    expect(applied).toEqual(['tree-1']);
    expect(await reconcile('b')).toEqual([expect.stringMatching(/^2000 /)]);
    expect(reports[0]).toMatchObject({ reason: 'ReconciliationSucceeded', revision: 'main@sha1:b' });
    expect(applied).toEqual(['tree-1']);
  });

  it('is due for a new commit and when its interval has gone by', async () => {
    const { clock, kustomization, reconcile } = setUp();
    expect(kustomization.isDue('a')).toBe(true);
    await reconcile('a');
    expect(kustomization.isDue('a')).toBe(false);
    expect(kustomization.isDue('b')).toBe(true);
    await clock.advance(58_000);
    expect(kustomization.isDue('a')).toBe(true);
  });

  it('fails each time while it is made to, and recovers', async () => {
    const { kustomization, reconcile, reports, state } = setUp('failing');
    const failed =
      "HealthCheckFailed: health check failed after 2s: timeout waiting for: [Deployment/shop/checkout status: 'InProgress']";
    expect(await reconcile('a')).toEqual([
      '0 Progressing: Deployment/shop/checkout configured',
      `2000 ${failed}`,
    ]);
    expect(reports.at(-1)).toMatchObject({ severity: 'error', revision: 'main@sha1:a' });
    expect(await reconcile('a')).toEqual([`4000 ${failed}`]);
    expect(kustomization.applied).toBeUndefined();

    state.behaviour = { mode: 'healthy' };
    expect(await reconcile('a')).toEqual([
      '6000 Progressing: Health check passed in 2s',
      expect.stringMatching(succeeded),
    ]);
  });

  it('takes turns in failing and recovering while it flaps', async () => {
    const { reconcile } = setUp('flapping');
    const last = async () => (await reconcile('a')).at(-1);
    expect(await last()).toContain('HealthCheckFailed');
    expect(await last()).toMatch(succeeded);
    expect(await last()).toContain('HealthCheckFailed');
  });

  it('goes on but says nothing while it is silent', async () => {
    const { kustomization, reconcile, state } = setUp('silent');
    expect(await reconcile('a')).toEqual([]);
    expect(kustomization.applied).toBe('a');
    state.behaviour = { mode: 'healthy' };
    expect(await reconcile('a')).toEqual([expect.stringMatching(succeeded)]);
  });

  it('fails when its overlay is not there', async () => {
    const { reconcile } = setUp();
    expect(await reconcile('nowhere')).toEqual([expect.stringContaining('0 ArtifactFailed: ')]);
  });

  it('says nothing more once it is stopped', async () => {
    const { clock, stopping, kustomization, reports } = setUp();
    const done = kustomization.reconcile('a');
    await clock.settle();
    stopping.abort();
    await done;
    expect(reports.map(({ message }) => message)).toEqual(['Deployment/shop/checkout configured']);
    expect(clock.pending).toBe(0);
  });
});
