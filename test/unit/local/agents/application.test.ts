import { describe, expect, it } from 'vitest';
import { Application } from '../../../../local/agents/application.ts';
import { type ArgoReport, argoBody } from '../../../../local/agents/argo-body.ts';
import type { Behaviour } from '../../../../local/agents/behaviour.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { parseArgoReport } from '../../../../src/domain/health/argo-report.ts';
import { classifyApplication } from '../../../../src/domain/health/classify-application.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const C = 'c'.repeat(40);
const GONE = 'd'.repeat(40);

const KUSTOMIZATION = { 'apps/checkout/kustomization.yaml': 'namespace: shop' };
const OF_A_CHART = {
  'clusters/prod-ap-1/checkout.yaml': `
spec:
  sources:
    - { repoURL: registry.example.com/charts, chart: service, targetRevision: 3.2.0 }
    - { repoURL: http://127.0.0.1/git/fleet, targetRevision: main, ref: fleet }
`,
};

function setUp(files: Record<string, string> = KUSTOMIZATION) {
  const clock = new VirtualClock(0);
  const stopping = new AbortController();
  const reports: ArgoReport[] = [];
  const applied: string[] = [];
  const trees: Record<string, string> = { [A]: 'tree-1', [B]: 'tree-1', [C]: 'tree-2' };
  const state = { behaviour: { mode: 'healthy' } as Behaviour };
  const application = new Application({
    config: {
      cluster: 'prod-ap-1',
      kind: 'argocd',
      key: 'k',
      object: { namespace: 'argocd', name: 'checkout' },
      repositoryUrl: 'http://127.0.0.1/git/fleet',
      branch: 'main',
      overlay: 'apps/checkout',
      manifest: 'clusters/prod-ap-1/checkout.yaml',
      healthUrl: '',
      intervalMs: 60_000,
    },
    source: { objectAt: async (commit) => trees[commit], read: async (_, path) => files[path] },
    clock,
    signal: stopping.signal,
    healthCheckMs: 2000,
    behaviour: () => state.behaviour,
    send: (report) => reports.push(report),
    onApplied: (tree) => applied.push(tree),
  });
  /** What Towpath makes of what it says. */
  const reconcile = async (commit: string) => {
    reports.length = 0;
    const done = application.reconcile(commit);
    await clock.advance(2000);
    await done;
    return reports.map((report) => {
      const read = parseArgoReport(new TextEncoder().encode(argoBody(report)));
      const judged = classifyApplication(read, { repository: 'fleet', settleMs: 0 });
      return `${judged.state} ${judged.reason} ${judged.revision?.slice(0, 1)}`;
    });
  };
  return { application, applied, clock, reconcile, reports, state, stopping };
}

describe('Application', () => {
  it('syncs, and says so, then that it is healthy', async () => {
    const { application, reconcile } = setUp();
    expect(await reconcile(A)).toEqual(['progressing SyncRunning a', 'healthy Healthy a']);
    expect(application.applied).toBe(A);
  });

  it('runs no operation for a commit that changes nothing for it', async () => {
    const { applied, reconcile, reports } = setUp();
    await reconcile(A);
    expect(await reconcile(B)).toEqual(['healthy Healthy b']);
    expect(applied).toEqual(['tree-1']);
    expect(reports[0]?.operation?.revision).toBe(A);
    expect(await reconcile(C)).toEqual(['progressing SyncRunning c', 'healthy Healthy c']);
  });

  it('is degraded, flaps, recovers and falls silent as it is told', async () => {
    const { reconcile, state } = setUp();
    state.behaviour = { mode: 'failing' };
    expect(await reconcile(A)).toEqual(['progressing SyncRunning a', 'failing Degraded a']);
    state.behaviour = { mode: 'flapping' };
    expect(await reconcile(A)).toEqual(['healthy Healthy a']);
    expect(await reconcile(A)).toEqual(['failing Degraded a']);
    state.behaviour = { mode: 'silent' };
    expect(await reconcile(A)).toEqual([]);
  });

  it('says what it cannot compare', async () => {
    const { reconcile } = setUp();
    expect(await reconcile(GONE)).toEqual(['failing ComparisonError d']);
  });

  it('names a revision for each source when it renders a chart, and the commit counts', async () => {
    const { reconcile, reports } = setUp(OF_A_CHART);
    expect(await reconcile(A)).toEqual(['progressing SyncRunning a', 'healthy Healthy a']);
    expect(await reconcile(B)).toEqual(['healthy Healthy b']);
    expect(JSON.parse(argoBody(reports[0] as ArgoReport))).toMatchObject({
      sources: ['registry.example.com/charts', 'http://127.0.0.1/git/fleet'],
      sync: { revision: '', revisions: ['3.2.0', B] },
      operation: { syncRevision: '', syncRevisions: ['3.2.0', A] },
    });
    expect(await reconcile(GONE)).toEqual(['failing ComparisonError d']);
    expect(reports[0]?.conditions[0]?.message).toContain('for source 1 of 2: apps/checkout');
  });

  it('is due for a new commit, and when its interval is over', async () => {
    const { application, clock, reconcile } = setUp();
    expect(application.isDue(A)).toBe(true);
    await reconcile(A);
    expect([application.isDue(A), application.isDue(B)]).toEqual([false, true]);
    await clock.advance(60_000);
    expect(application.isDue(A)).toBe(true);
  });
});
