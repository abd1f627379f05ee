import { describe, expect, it } from 'vitest';
import { active } from '../../fakes/fleet.ts';
import type { When } from '../../fakes/interruptions.ts';
import { aWorld, pushed, sweepLater, type World } from '../../unit/app/sweep/world.ts';

const id = (world: World): string => active(world, 'dev').id;

/** Each makes the world lose something. */
const losses: Readonly<Record<string, (world: World) => Promise<void>>> = {
  'a push': (world) => pushed(world, '1.0.0', 'a', { lost: true }),
  'the start of an execution': async (world) => {
    await pushed(world, '1.0.0', 'a');
    world.workflow.forget(id(world));
  },
  'an execution': async (world) => {
    await pushed(world, '1.0.0', 'a');
    world.workflow.ended.set(id(world), 'FAILED: States.Runtime');
  },
  'an answer': async (world) => {
    await pushed(world, '1.0.0', 'a');
    await world.waits.put({ promotion: id(world), for: 'stage', token: 'T' });
  },
  'the message to the committer': async (world) => {
    await pushed(world, '1.0.0', 'a');
    world.changes.wakes.push = () => 0;
    await world.executions.settle();
    Reflect.deleteProperty(world.changes.wakes, 'push');
  },
  'a change of the branch': async (world) => {
    await pushed(world, 'latest', 'a');
    world.repository.pushByHand({ 'README.md': 'hello' });
  },
};

const REMARKS = ['swept', 'push-found', 'overdue'];

/** Everything but remarks, which a crash may swallow, and times. */
const observe = async ({ ledger, workflow, changes, configuration, repository, memory }: World) => ({
  entries: ledger
    .entries('checkout')
    .map(({ type }) => type)
    .filter((type) => !REMARKS.includes(type)),
  started: workflow.started,
  answered: workflow.answered,
  isWoken: changes.wakes.length > 0,
  hasLookedAt: (await configuration.report())?.commit === (await repository.tip()),
  watermarks: [...(await memory.watermarks()).keys()],
});

describe('whatever call of a sweep is interrupted, and whenever, the next one finds what was left', () => {
  it.each(Object.entries(losses))('%s', async (_, lose) => {
    const aWorldOfLosses = async (): Promise<World> => {
      const world = await aWorld();
      await lose(world);
      return world;
    };
    const calm = await aWorldOfLosses();
    const before = calm.interruptions.calls.length;
    const { repaired, failed } = await sweepLater(calm);
    const calls = calm.interruptions.calls.slice(before);
    expect([repaired.length, failed]).toEqual([1, []]);
    await sweepLater(calm);
    const expected = await observe(calm);

    for (const [index, call] of calls.entries())
      for (const when of ['before', 'after'] satisfies When[]) {
        const world = await aWorldOfLosses();
        world.interruptions.interruptAt(index + 1, when);
        expect((await sweepLater(world)).failed, `${call} interrupted ${when}`).toHaveLength(1);
        expect((await sweepLater(world)).failed).toEqual([]);
        expect(await observe(world), `${call} interrupted ${when}`).toEqual(expected);
      }
  });
});
