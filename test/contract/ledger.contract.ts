import { describe, expect, it, vi } from 'vitest';
import { Draft } from '../../src/domain/ledger/draft.ts';
import { identity } from '../../src/domain/promotion/identity.ts';
import { complete } from '../../src/domain/promotion/outcome.ts';
import { emptyState } from '../../src/domain/promotion/state.ts';
import { FLEET_LEDGER } from '../../src/domain/promotion/stop.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import { activeIn, beginToWrite, NOON, push } from '../builders/draft.ts';
import { aDefinition, aDigest, aPipeline, IMAGE } from '../builders/pipeline.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const definition = aDefinition();
const hold = { type: 'stage-held', stage: 'dev', reason: 'incident' } as const;
const head = { version: 'v1', commit: 'c0ffee', file: '.towpath/checkout.yaml', images: [IMAGE] };

/** Reads, decides and appends once. */
async function append(ledger: Ledger, pipeline: string, decide: (draft: Draft) => void, now = NOON) {
  const draft = new Draft(await ledger.read(pipeline), now);
  decide(draft);
  const outcome = await ledger.append(draft.before, draft.state, draft.entries);
  return { outcome, draft };
}

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}

/** What the port promises (src/ports/ledger.ts). Its clock stands at noon of 2026-11-20. */
export function describeLedger(name: string, create: () => Promise<Ledger>): void {
  describe(`the ledger on ${name}`, () => {
    it('begins empty', async () => {
      const ledger = await create();
      expect(await ledger.read('checkout')).toEqual(emptyState('checkout'));
      expect(await all(ledger.history('checkout'))).toEqual([]);
      expect(await ledger.pipelines()).toEqual([]);
      expect(await all(ledger.newest())).toEqual([]);
    });

    it('shows what was appended, at once and whole', async () => {
      const ledger = await create();
      const { draft } = await append(ledger, 'checkout', (open) => {
        open.record({ type: 'pipeline-defined', ...head });
        push(open, definition, '1.0.0', 'a');
        open.record(hold, { kind: 'person', name: 'alice' });
      });
      const releases = Object.keys(draft.state.releases);
      expect(await ledger.read('checkout', { releases })).toEqual(draft.state);
      expect(await all(ledger.history('checkout'))).toEqual(draft.entries);
      expect(await ledger.read('catalog')).toEqual(emptyState('catalog'));
    });

    it('shows what has come of several artifacts, and replaces it', async () => {
      const ledger = await create();
      const arrive = (artifact: string, digit: string) =>
        append(ledger, 'checkout', (open) =>
          open.record({
            type: 'artifact-arrived',
            artifact,
            image: IMAGE,
            tag: '1.0.0',
            digest: aDigest(digit),
          }),
        );
      await arrive('frontend', 'a');
      await arrive('backend', 'b');
      const { draft } = await arrive('frontend', 'c');
      expect(draft.state.arrivals?.map(({ name, digest }) => [name, digest])).toEqual([
        ['backend', aDigest('b')],
        ['frontend', aDigest('c')],
      ]);
      expect(await ledger.read('checkout')).toEqual(draft.state);
    });

    it('takes nothing that was decided on an older state', async () => {
      const ledger = await create();
      const late = new Draft(await ledger.read('checkout'), NOON);
      await append(ledger, 'checkout', (open) => open.record(hold));
      late.record({ type: 'stage-held', stage: 'prod', reason: 'late' });
      push(late, definition, '1.0.0', 'a');
      expect(await ledger.append(late.before, late.state, late.entries)).toBe('conflict');
      const { sequence, stages, promotions } = await ledger.read('checkout');
      expect([sequence, Object.keys(stages), promotions]).toEqual([1, ['dev'], {}]);
      expect(await all(ledger.history('checkout'))).toHaveLength(1);
    });

    it('takes the same append once', async () => {
      const ledger = await create();
      const { draft } = await append(ledger, 'checkout', (open) => open.record(hold));
      expect(await ledger.append(draft.before, draft.state, draft.entries)).toBe('conflict');
      expect((await ledger.read('checkout')).sequence).toBe(1);
    });

    it('lets one of fifty win that decide on the same state', async () => {
      const ledger = await create();
      for (const round of [1, 2]) {
        const drafts = await Promise.all(
          Array.from({ length: 50 }, async (_, index) => {
            const draft = new Draft(await ledger.read('checkout'), NOON);
            draft.record({ ...hold, reason: `round ${round}, number ${index}` });
            return draft;
          }),
        );
        const outcomes = await Promise.all(
          drafts.map(({ before, state, entries }) => ledger.append(before, state, entries)),
        );
        const winner = drafts[outcomes.indexOf('appended')];
        expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1);
        expect((await all(ledger.history('checkout'))).at(-1)).toEqual(winner?.entries[0]);
        expect((await ledger.read('checkout')).sequence).toBe(round);
      }
    });

    it('loses nothing of those that try again, and leaves no gap', async () => {
      const ledger = await create();
      const stages = Array.from({ length: 10 }, (_, index) => `stage-${index}`);
      await Promise.all(
        stages.map(async (stage) => {
          for (let outcome = 'conflict'; outcome === 'conflict'; )
            ({ outcome } = await append(ledger, 'checkout', (open) => open.record({ ...hold, stage })));
        }),
      );
      const sequences = (await all(ledger.history('checkout'))).map(({ sequence }) => sequence);
      expect(sequences).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(Object.keys((await ledger.read('checkout')).stages).sort()).toEqual(stages);
    });

    it('keeps pipelines apart', async () => {
      const ledger = await create();
      const one = await append(ledger, 'cart', (open) => open.record(hold));
      const other = await append(ledger, 'cart-admin', (open) => open.record(hold));
      expect([one.outcome, other.outcome]).toEqual(['appended', 'appended']);
      expect(await all(ledger.history('cart'))).toHaveLength(1);
    });
  });

  describe(`promotions and releases on ${name}`, () => {
    it('that are closed are there only for who asks', async () => {
      const ledger = await create();
      const { draft } = await append(ledger, 'checkout', (open) => {
        push(open, definition, '1.0.0', 'a');
        complete(open, activeIn(open, 'dev'), definition);
      });
      const [closed = '', open = ''] = Object.keys(draft.state.promotions);
      expect(Object.keys((await ledger.read('checkout')).promotions)).toEqual([open]);
      expect((await ledger.read('checkout')).releases).toEqual({});
      const promotions = [closed, open, closed, 'checkout_dev_unknown_1'];
      const releases = [...Object.keys(draft.state.releases), 'checkout_unknown'];
      expect(await ledger.read('checkout', { promotions, releases })).toEqual(draft.state);
    });

    it('close in the append that ends them, and can still be changed when asked for', async () => {
      const ledger = await create();
      await append(ledger, 'checkout', (open) => {
        push(open, definition, '1.0.0', 'a');
        beginToWrite(open, 'dev');
      });
      const { draft } = await append(ledger, 'checkout', (open) => {
        const promotion = activeIn(open, 'dev');
        open.record({ type: 'promotion-failed', ...identity(promotion), reason: 'took too long' });
      });
      const [id = ''] = Object.keys(draft.state.promotions);
      expect((await ledger.read('checkout')).promotions).toEqual({});

      const late = new Draft(await ledger.read('checkout', { promotions: [id] }), NOON);
      const made = {
        wave: 0,
        commit: 'c0ffee',
        changed: true,
        requestedAt: '2026-11-20T11:00:00Z',
        files: [],
      };
      late.record({ type: 'wave-committed', ...identity(late.state.promotions[id]!), ...made });
      expect(await ledger.append(late.before, late.state, late.entries)).toBe('appended');
      expect((await ledger.read('checkout')).promotions).toEqual({});
      const { promotions } = await ledger.read('checkout', { promotions: [id] });
      expect(promotions[id]).toMatchObject({ status: 'failed', commits: [{ commit: 'c0ffee' }] });
    });

    it('may be asked for by the hundreds', async () => {
      const ledger = await create();
      const { draft } = await append(ledger, 'checkout', (open) => {
        push(open, definition, '1.0.0', 'a');
        push(open, definition, '1.1.0', 'b');
      });
      const unknown = Array.from({ length: 250 }, (_, index) => `checkout_${index}`);
      const releases = [...unknown, ...Object.keys(draft.state.releases)];
      expect(Object.keys((await ledger.read('checkout', { releases })).releases)).toHaveLength(2);
    });
  });

  describe(`definitions on ${name}`, () => {
    it('are found by pipeline and version, and never change', async () => {
      const ledger = await create();
      const [first, second] = [aPipeline(), aPipeline({ stages: [] })];
      expect(await ledger.definition('checkout', 'v1')).toBeUndefined();
      await ledger.putDefinition('v1', first);
      await ledger.putDefinition('v1', first);
      await ledger.putDefinition('v2', second);
      await ledger.putDefinition('v1', second);
      expect(await ledger.definition('checkout', 'v1')).toEqual(first);
      expect(await ledger.definition('checkout', 'v2')).toEqual(second);
      expect(await ledger.definition('catalog', 'v1')).toBeUndefined();
    });

    it('give the list of pipelines with their images, also of removed ones', async () => {
      const ledger = await create();
      for (const pipeline of ['search', 'cart'])
        await append(ledger, pipeline, (open) => open.record({ type: 'pipeline-defined', ...head }));
      await append(ledger, 'search', (open) => open.record({ type: 'pipeline-removed', commit: 'c0ffee' }));
      await vi.waitFor(async () =>
        expect(await ledger.pipelines()).toEqual([
          { name: 'cart', images: [IMAGE] },
          { name: 'search', images: [] },
        ]),
      );
      expect((await ledger.read('search')).definition).toBeUndefined();
    });
  });

  describe(`entries on ${name}`, () => {
    it('come in order, however many and large they are', async () => {
      const ledger = await create();
      for (let count = 1; count <= 12; count += 1)
        await append(ledger, 'checkout', (open) => open.record({ ...hold, reason: 'x'.repeat(100_000) }));
      const sequences = (await all(ledger.history('checkout'))).map(({ sequence }) => sequence);
      expect(sequences).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    });

    it('of all pipelines come newest first, back to the first one, however long ago that was', async () => {
      const ledger = await create();
      const at = async (pipeline: string, daysAgo: number, count = 1) =>
        append(
          ledger,
          pipeline,
          (open) => {
            for (let index = 0; index < count; index += 1) open.record(hold);
          },
          NOON - daysAgo * DAY_MS,
        );
      await at(FLEET_LEDGER, 700);
      await at('cart', 60);
      await at('search', 21);
      await at('cart', 1);
      await at('search', 0, 2);
      const newest = async () =>
        (await all(ledger.newest())).map(({ pipeline, sequence }) => `${pipeline} ${sequence}`);
      const expected = ['search 3', 'search 2', 'cart 2', 'search 1', 'cart 1', `${FLEET_LEDGER} 1`];
      await vi.waitFor(async () => expect(await newest()).toEqual(expected));
    });
  });
}
