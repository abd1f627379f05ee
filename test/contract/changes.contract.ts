import { describe, expect, it } from 'vitest';
import type { Change, ChangeQueue } from '../../src/ports/changes.ts';
import { aDigest, IMAGE } from '../builders/pipeline.ts';

const BRANCH = 'fleet#main';

const aChange = (change: Partial<Change> = {}): Change => ({
  id: 'checkout_dev_0123456789ab_1_w0',
  branchKey: BRANCH,
  pipeline: 'checkout',
  promotion: 'checkout_dev_0123456789ab_1',
  wave: 0,
  edits: [
    {
      overlay: 'apps/checkout/overlays/dev-eu-1',
      images: [{ name: 'checkout', image: IMAGE, tag: '1.0.0', digest: aDigest('a') }],
    },
  ],
  requestedAt: '2026-11-20T12:00:00.000Z',
  token: 'token 1',
  ...change,
});

/** A queue, and the branches that were woken so far, in order. */
export interface ChangesUnderTest {
  readonly changes: ChangeQueue;
  wakes(): Promise<string[]>;
}

/** What the port promises (src/ports/changes.ts). */
export function describeChanges(name: string, create: () => Promise<ChangesUnderTest>): void {
  describe(`changes on ${name}`, () => {
    it('wait, and wake the committer of their branch', async () => {
      const { changes, wakes } = await create();
      const other = aChange({ branchKey: 'fleet#next', token: 'token 2' });
      await changes.request(aChange());
      await changes.request(other);
      expect(await changes.waiting(BRANCH)).toEqual([aChange()]);
      expect(await changes.waiting('fleet#next')).toEqual([other]);
      expect(await changes.waiting('attic#main')).toEqual([]);
      expect((await wakes()).sort()).toEqual([BRANCH, 'fleet#next']);
    });

    it('let the committer be woken although nothing new waits', async () => {
      const { changes, wakes } = await create();
      await changes.nudge(BRANCH, 'once');
      expect(await wakes()).toEqual([BRANCH]);
      expect(await changes.waiting(BRANCH)).toEqual([]);
    });

    it('come oldest first, and by id within the same moment', async () => {
      const { changes } = await create();
      const at = (second: number) => `2026-11-20T12:00:0${second}.000Z`;
      const asked = [
        aChange({ id: 'a', requestedAt: at(2), token: '1' }),
        aChange({ id: 'c', requestedAt: at(1), token: '2' }),
        aChange({ id: 'b', requestedAt: at(1), token: '3' }),
      ];
      for (const change of asked) await changes.request(change);
      expect((await changes.waiting(BRANCH)).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
    });

    it('that are asked for again take the new token, keep everything else, and wake again', async () => {
      const { changes, wakes } = await create();
      await changes.request(aChange());
      await changes.request(
        aChange({ token: 'token 2', requestedAt: '2026-11-20T13:00:00.000Z', edits: [] }),
      );
      expect(await changes.waiting(BRANCH)).toEqual([aChange({ token: 'token 2' })]);
      expect(await wakes()).toEqual([BRANCH, BRANCH]);
    });

    it('keep the newest token, whenever the function of an earlier try comes to store its own', async () => {
      const { changes } = await create();
      const [first, second] = ['2026-11-20T12:00:00.000Z', '2026-11-20T12:00:01.000Z'];
      const tries = [
        { token: '1', enteredAt: first, retry: 0 },
        { token: '2', enteredAt: first, retry: 1 },
        { token: '3', enteredAt: second, retry: 0 },
      ];
      for (const task of tries) await changes.request(aChange(task));
      for (const task of tries.slice(0, 2)) await changes.request(aChange(task));
      expect(await changes.waiting(BRANCH)).toEqual([aChange(tries[2])]);
    });

    it('are removed only by who has their present token', async () => {
      const { changes } = await create();
      await changes.request(aChange());
      await changes.request(aChange({ token: 'token 2' }));
      await changes.remove(aChange());
      expect(await changes.waiting(BRANCH)).toHaveLength(1);
      await changes.remove(aChange({ token: 'token 2' }));
      await changes.remove(aChange({ token: 'token 2' }));
      expect(await changes.waiting(BRANCH)).toEqual([]);
    });

    it('are never lost when they are asked for and removed at once', async () => {
      const { changes } = await create();
      for (let round = 0; round < 5; round += 1) {
        await changes.request(aChange({ token: `old ${round}` }));
        await Promise.all([
          changes.remove(aChange({ token: `old ${round}` })),
          changes.request(aChange({ token: `new ${round}` })),
        ]);
        const [change] = await changes.waiting(BRANCH);
        expect(change?.token).toBe(`new ${round}`);
      }
    });

    it('may be many', async () => {
      const { changes } = await create();
      const ids = Array.from({ length: 40 }, (_, index) => `change-${String(index).padStart(2, '0')}`);
      await Promise.all(ids.map((id) => changes.request(aChange({ id, token: id }))));
      expect((await changes.waiting(BRANCH)).map(({ id }) => id)).toEqual(ids);
    });
  });

  describe(`the committer's state on ${name}`, () => {
    it('is empty at first, then what was put last, for each branch', async () => {
      const { changes } = await create();
      expect(await changes.committer(BRANCH)).toEqual({});
      await changes.putCommitter(BRANCH, { committedAt: '2026-11-20T12:00:00.000Z' });
      await changes.request(aChange());
      expect(await changes.committer(BRANCH)).toEqual({ committedAt: '2026-11-20T12:00:00.000Z' });
      expect(await changes.committer('fleet#next')).toEqual({});
      await changes.putCommitter(BRANCH, {});
      expect(await changes.committer(BRANCH)).toEqual({});
    });
  });
}
