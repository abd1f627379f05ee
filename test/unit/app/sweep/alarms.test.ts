import { describe, expect, it } from 'vitest';
import { aWorld, fileOf, pipelineFile, pushed, sweepLater } from './world.ts';

describe('a broken pipeline file', () => {
  it('could not be looked at, by every sweep until it is mended', async () => {
    const world = await aWorld();
    await pushed(world, '1.0.0', 'a');
    expect((await sweepLater(world)).failed).toEqual([]);
    expect(world.log.counts.SweepFailed).toBe(0);
    world.repository.pushByHand({ [fileOf('checkout')]: pipelineFile({ dev: 'nonsense: 1' }) });
    for (const sweeps of [1, 2]) {
      const { failed } = await sweepLater(world);
      expect(failed).toEqual([
        { what: '.towpath/checkout.yaml', why: expect.stringMatching(/^line \d+: .*nonsense/) },
      ]);
      expect(world.log.counts.SweepFailed).toBe(sweeps);
    }
    world.repository.pushByHand({ [fileOf('checkout')]: pipelineFile() });
    expect((await sweepLater(world)).failed).toEqual([]);
    expect(world.log.counts.SweepFailed).toBe(2);
  });
});

describe('dead letters', () => {
  const letter = { id: '1', kind: 'event', at: '', reason: '', body: '' } as const;

  it('are counted by the first sweep of each quarter of an hour, also when there are none', async () => {
    const world = await aWorld();
    const counts = async (minutes: number) => {
      delete world.log.counts.DeadLetters;
      await sweepLater(world, minutes);
      return world.log.counts.DeadLetters;
    };
    expect(await counts(15)).toBe(0);
    world.deadLetterBox.letters.push(letter, { ...letter, id: '2', kind: 'chat' });
    expect(await counts(5)).toBeUndefined();
    expect(await counts(5)).toBeUndefined();
    expect(await counts(5)).toBe(2);
  });

  it('cost the rest of the sweep nothing when their queues do not answer', async () => {
    const world = await aWorld();
    await pushed(world, '1.0.0', 'a');
    world.deadLetterBox.count = async () => {
      throw new Error('throttled');
    };
    const { failed } = await sweepLater(world, 15);
    expect(failed).toEqual([{ what: 'dead letters', why: 'Error: throttled' }]);
    expect(world.log.counts).not.toHaveProperty('DeadLetters');
    expect(world.log.counts.SweepFailed).toBe(1);
  });
});
