import { describe, expect, it } from 'vitest';
import type { AgentReport } from '../../src/domain/health/fold.ts';
import type { AgentObject, HealthStore, Watch } from '../../src/ports/health.ts';

const anAgent = (cluster = 'dev-eu-1', name = 'checkout'): AgentObject => ({
  cluster,
  namespace: 'flux-system',
  name,
});

const aReport = (message: string, failures: AgentReport['failures'] = []): AgentReport => ({
  state: 'healthy',
  revision: 'c0ffee',
  reason: 'ReconciliationSucceeded',
  message,
  at: 1,
  receivedAt: 2,
  failures,
});

const aWatch = (watch: Partial<Watch> = {}): Watch => ({
  agent: anAgent(),
  pipeline: 'checkout',
  promotion: 'checkout_dev_0123456789ab_1',
  wave: 0,
  overlay: 'apps/checkout/overlays/dev-eu-1',
  ...watch,
});

/** What the port promises (src/ports/health.ts). */
export function describeHealth(name: string, create: () => Promise<HealthStore>): void {
  describe(`reports on ${name}`, () => {
    it('are folded into what is stored', async () => {
      const health = await create();
      expect(await health.reports([anAgent()])).toEqual([undefined]);
      const first = await health.report(anAgent(), (previous) => {
        expect(previous).toBeUndefined();
        return aReport('first');
      });
      expect(first).toEqual({ report: aReport('first'), watches: [] });
      const second = await health.report(anAgent(), (previous) => aReport(`${previous?.message}, second`));
      expect(second.report).toEqual(aReport('first, second'));
      expect(await health.reports([anAgent()])).toEqual([aReport('first, second')]);
    });

    it('that change nothing leave what is stored', async () => {
      const health = await create();
      expect(await health.report(anAgent(), () => undefined)).toEqual({ report: undefined, watches: [] });
      await health.report(anAgent(), () => aReport('first'));
      expect((await health.report(anAgent(), () => undefined)).report).toEqual(aReport('first'));
    });

    it('that come at the same time are all folded in', async () => {
      const health = await create();
      const times = [1, 2, 3, 4, 5, 6];
      await Promise.all(
        times.map((at) =>
          health.report(anAgent(), (previous) => aReport('failing', [...(previous?.failures ?? []), { at }])),
        ),
      );
      const [report] = await health.reports([anAgent()]);
      expect(report?.failures.map((failure) => failure.at).sort()).toEqual(times);
    });

    it('are told in the order asked, an object asked for twice as well', async () => {
      const health = await create();
      const agents = [anAgent('prod-eu-1'), anAgent('dev-eu-1', 'catalog'), anAgent('dev-eu-1')];
      for (const agent of agents) await health.report(agent, () => aReport(`${agent.cluster} ${agent.name}`));
      const asked = [anAgent('dev-eu-1'), anAgent('nowhere'), anAgent('prod-eu-1'), anAgent('dev-eu-1')];
      const messages = (await health.reports(asked)).map((report) => report?.message);
      expect(messages).toEqual(['dev-eu-1 checkout', undefined, 'prod-eu-1 checkout', 'dev-eu-1 checkout']);
    });

    it('of a Canary are not those of the object that is called like it', async () => {
      const health = await create();
      const canary = { ...anAgent(), kind: 'Canary' } as const;
      await health.watch([aWatch({ agent: canary })]);
      expect((await health.report(anAgent(), () => aReport('agent'))).watches).toEqual([]);
      const { watches } = await health.report(canary, () => aReport('canary'));
      expect(watches).toEqual([aWatch({ agent: canary })]);
      const messages = (await health.reports([anAgent(), canary])).map((report) => report?.message);
      expect(messages).toEqual(['agent', 'canary']);
    });

    it('of a large wave come in one answer', async () => {
      const health = await create();
      await health.report(anAgent('cluster-199'), () => aReport('here'));
      const agents = Array.from({ length: 200 }, (_, index) => anAgent(`cluster-${index}`));
      expect((await health.reports(agents)).findIndex((report) => report !== undefined)).toBe(199);
    });
  });

  describe(`watches on ${name}`, () => {
    it('are found by the reports of their object', async () => {
      const health = await create();
      const other = aWatch({ promotion: 'checkout_dev_0123456789ab_2', wave: 1 });
      await health.watch([aWatch(), other, aWatch({ agent: anAgent('prod-eu-1') })]);
      const { watches } = await health.report(anAgent(), () => aReport('first'));
      expect(watches).toHaveLength(2);
      expect(watches).toEqual(expect.arrayContaining([aWatch(), other]));
    });

    it('are told with the latest report, in the order asked', async () => {
      const health = await create();
      const silent = aWatch({ agent: anAgent('prod-eu-1') });
      await health.watch([aWatch()]);
      await health.report(anAgent(), () => aReport('first'));
      expect(await health.watched([silent, aWatch()])).toEqual([
        { watch: undefined, report: undefined },
        { watch: aWatch(), report: aReport('first') },
      ]);
    });

    it('and reports never miss each other, whichever is first', async () => {
      const health = await create();
      for (let round = 0; round < 5; round += 1) {
        const watch = aWatch({ agent: anAgent(`cluster-${round}`) });
        const [{ watches }, [watched]] = await Promise.all([
          health.report(watch.agent, () => aReport('now')),
          health.watch([watch]).then(() => health.watched([watch])),
        ]);
        expect(watches.length > 0 || watched?.report !== undefined, `round ${round}`).toBe(true);
      }
    });

    it('remember what the overlay was found to carry', async () => {
      const health = await create();
      await health.watch([aWatch()]);
      await health.noteContent(aWatch(), { revision: 'c0ffee', carries: false });
      await health.noteContent(aWatch(), { revision: 'decaf', carries: true });
      const content = { revision: 'decaf', carries: true };
      expect(await health.watched([aWatch()])).toEqual([{ watch: aWatch({ content }), report: undefined }]);
    });

    it('remember when the release was first found applied', async () => {
      const health = await create();
      await health.watch([aWatch()]);
      await health.noteApplied(aWatch(), 7);
      await health.noteApplied(aWatch(), 9);
      expect(await health.watched([aWatch()])).toEqual([
        { watch: aWatch({ appliedAt: 7 }), report: undefined },
      ]);
    });

    it('end, and nothing that comes later brings them back', async () => {
      const health = await create();
      await health.watch([aWatch(), aWatch({ wave: 1 })]);
      await health.unwatch([aWatch(), aWatch({ wave: 7 })]);
      await health.noteContent(aWatch(), { revision: 'c0ffee', carries: true });
      await health.noteApplied(aWatch(), 7);
      const { watches } = await health.report(anAgent(), () => undefined);
      expect(watches).toEqual([aWatch({ wave: 1 })]);
    });
  });
}
