import { describe, expect, it } from 'vitest';
import type { ConfigurationStore } from '../../src/ports/configuration.ts';
import type { SweepMemory } from '../../src/ports/sweep-memory.ts';
import type { WakeMemory } from '../../src/ports/wake.ts';
import type { StoredWait, Waits } from '../../src/ports/workflow.ts';

/** What the port promises (src/ports/workflow.ts). */
export function describeWaits(name: string, create: () => Promise<Waits>): void {
  describe(`waits on ${name}`, () => {
    it('are found by promotion, the last one only', async () => {
      const waits = await create();
      const wait: StoredWait = { promotion: 'checkout_dev_0123456789ab_1', for: 'stage', token: 'token 1' };
      expect(await waits.get(wait.promotion)).toBeUndefined();
      await waits.put(wait);
      await waits.put({ ...wait, promotion: 'another' });
      await waits.put({ ...wait, for: 'gates', token: 'token 2' });
      expect(await waits.get(wait.promotion)).toEqual({ ...wait, for: 'gates', token: 'token 2' });
    });

    it('are never replaced by an older one, whenever the function of an earlier try comes to store it', async () => {
      const waits = await create();
      const of = { promotion: 'checkout_dev_0123456789ab_1', for: 'gates' } as const;
      const [first, second] = ['2026-11-20T12:00:00.000Z', '2026-11-20T12:00:01.000Z'];
      const tries: StoredWait[] = [
        { ...of, token: '1', enteredAt: first, retry: 0 },
        { ...of, token: '2', enteredAt: first, retry: 1 },
        { ...of, token: '3', enteredAt: second, retry: 0 },
      ];
      for (const [index, wait] of tries.entries()) {
        await waits.put(wait);
        for (const older of tries.slice(0, index)) await waits.put(older);
        expect(await waits.get(of.promotion)).toEqual(wait);
      }
    });
  });
}

/** What the port promises (src/ports/wake.ts). */
export function describeWakes(name: string, create: () => Promise<WakeMemory>): void {
  describe(`wakes on ${name}`, () => {
    it('are claimed once for each commit of a cluster', async () => {
      const wakes = await create();
      const claims = await Promise.all([1, 2, 3].map(() => wakes.claim('prod-eu-1', 'c0ffee')));
      expect(claims.filter((isFirst) => isFirst)).toHaveLength(1);
      expect(await wakes.claim('prod-us-1', 'c0ffee')).toBe(true);
      expect(await wakes.claim('prod-eu-1', 'decaf')).toBe(true);
      expect(await wakes.claim('prod-eu-1', 'decaf')).toBe(false);
    });

    it('are remembered with how they went, the last one only', async () => {
      const wakes = await create();
      const outcome = { commit: 'decaf', at: '2026-11-20T12:00:01.000Z' };
      await wakes.claim('prod-eu-1', 'c0ffee');
      expect(await wakes.last(['prod-eu-1'])).toEqual([undefined]);
      await wakes.note('prod-eu-1', { ...outcome, commit: 'c0ffee', problem: 'it answered 503' });
      await wakes.claim('prod-eu-1', 'decaf');
      await wakes.note('prod-eu-1', outcome);
      expect(await wakes.last(['dev-eu-1', 'prod-eu-1', 'prod-eu-1'])).toEqual([undefined, outcome, outcome]);
      expect(await wakes.claim('prod-eu-1', 'decaf')).toBe(false);
    });
  });
}

/** What the port promises (src/ports/configuration.ts). */
export function describeConfiguration(name: string, create: () => Promise<ConfigurationStore>): void {
  describe(`the configuration on ${name}`, () => {
    it('has settings and a report once they were put, the last ones', async () => {
      const configuration = await create();
      expect(await configuration.settings()).toBeUndefined();
      expect(await configuration.report()).toBeUndefined();
      const settings = {
        clusters: [{ name: 'dev-eu-1', agent: 'flux' as const, labels: { env: 'dev' } }],
        people: [{ name: 'alice', email: 'alice@example.com', arns: [] }],
        groups: [],
      };
      const problem = { file: 'f', line: 1, column: 2, message: 'm', hint: 'h', excerpt: 'e' };
      const report = { commit: 'c0ffee', at: '2026-11-20T12:00:00.000Z', problems: [problem] };
      await configuration.putSettings({ ...settings, people: [] }, 'older');
      await configuration.putSettings(settings, 'c0ffee');
      await configuration.putReport(report);
      expect(await configuration.settings()).toEqual(settings);
      expect(await configuration.report()).toEqual(report);
    });
  });
}

/** What the port promises (src/ports/sweep-memory.ts). */
export function describeSweepMemory(name: string, create: () => Promise<SweepMemory>): void {
  describe(`what a sweep remembers on ${name}`, () => {
    it('are watermarks, which are only raised', async () => {
      const memory = await create();
      expect(await memory.watermarks()).toEqual(new Map());
      await memory.raiseWatermark('host/a', 2);
      await memory.raiseWatermark('host/a', 1);
      await memory.raiseWatermark('host/b', 1);
      await memory.raiseWatermark('host/b', 3);
      expect(await memory.watermarks()).toEqual(
        new Map([
          ['host/a', 2],
          ['host/b', 3],
        ]),
      );
    });

    it('is where it stopped, the last time', async () => {
      const memory = await create();
      expect(await memory.stoppedAt()).toEqual({});
      await memory.putStoppedAt({ image: 'host/a', pipeline: 'checkout' });
      await memory.putStoppedAt({ pipeline: 'catalog' });
      expect(await memory.stoppedAt()).toEqual({ pipeline: 'catalog' });
    });
  });
}
