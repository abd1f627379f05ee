import { beforeEach, describe, expect, it } from 'vitest';
import { commitChanges } from '../../../../src/app/commit-changes.ts';
import { active, push, report } from '../../../fakes/fleet.ts';
import { aWorld, kinds, pushed, sweepLater, typesOf, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});

const id = (stage = 'dev') => active(world, stage).id;
const promotion = (promotionId: string) => world.ledger.state('checkout').promotions[promotionId];

/** What the use cases wrote is followed by nobody: their calls to the state machine are lost. */
const loseAnswers = () => {
  world.workflow.answer = async () => {};
};
const hearAnswers = () => {
  Reflect.deleteProperty(world.workflow, 'answer');
};

describe('a promotion without execution', () => {
  it('is started when it never was', async () => {
    await pushed(world, '1.0.0', 'a');
    world.workflow.forget(id());
    const { repaired } = await sweepLater(world);
    expect(repaired).toEqual([
      { kind: 'execution', what: id(), sentence: 'gated, but had no execution; started it' },
    ]);
    expect(world.workflow.started).toEqual([{ pipeline: 'checkout', promotion: id() }]);
    expect(typesOf(world).at(-1)).toBe('swept');
    expect(world.log.counts.RepairedExecution).toBe(1);
  });

  it('is left alone in its first minute: whoever requested it is about to start it', async () => {
    await pushed(world, '1.0.0', 'a');
    world.workflow.forget(id());
    expect((await sweepLater(world, 1)).repaired).toEqual([]);
  });

  it('fails, with the reason, when its execution ended without it', async () => {
    await pushed(world, '1.0.0', 'a');
    const promotionId = id();
    world.workflow.ended.set(promotionId, 'TIMED_OUT');
    expect(kinds(await sweepLater(world))).toEqual(['execution']);
    const reason = 'its execution ended (TIMED_OUT) before the promotion did; see it in Step Functions';
    expect(promotion(promotionId)).toMatchObject({ status: 'failed', reason });
    expect(world.ledger.state('checkout').stages.dev?.hold).toBeDefined();
    expect((await sweepLater(world)).repaired).toEqual([]);
  });

  it('is left alone when a listing missed an execution that began lately', async () => {
    await pushed(world, '1.0.0', 'a');
    world.workflow.running = async () => [];
    expect((await sweepLater(world)).repaired).toEqual([]);
  });
});

describe('a wait that is over', () => {
  it('for the stage ends when the promotion has it', async () => {
    await pushed(world, '1.0.0', 'a');
    await world.waits.put({ promotion: id(), for: 'stage', token: 'T' });
    const { repaired } = await sweepLater(world);
    expect(repaired).toEqual([
      { kind: 'wait', what: id(), sentence: 'waited for dev, which it had; woke it' },
    ]);
    expect(world.workflow.answered).toEqual(['T']);
  });

  it('at the gates ends when they are open', async () => {
    await pushed(world, '1.0.0', 'a');
    await world.waits.put({ promotion: id(), for: 'gates', token: 'T' });
    expect((await sweepLater(world)).repaired[0]?.sentence).toBe('waited at gates that are open; woke it');
    expect(world.workflow.answered).toEqual(['T']);
  });

  it('goes on while the gates are closed', async () => {
    world = await aWorld({
      dev: 'gates: [{ approval: { from: [release-managers], quorum: 1, expires: 7d } }]',
    });
    await pushed(world, '1.0.0', 'a');
    await world.executions.settle();
    expect((await sweepLater(world)).repaired).toEqual([]);
    await world.executions.settle();
    expect(world.executions.all[0]?.state).toBe('AwaitGates');
  });

  it('for health ends when the wave is healthy', async () => {
    await pushed(world, '1.0.0', 'a');
    await world.executions.settle();
    loseAnswers();
    await report(world, 'dev-eu-1');
    hearAnswers();
    const { repaired } = await sweepLater(world);
    expect(repaired.map(({ sentence }) => sentence)).toContain(
      'waited for health, which is healthy; woke it',
    );
    await world.executions.settle();
    expect(active(world, 'staging').status).toBe('verifying');
  });

  it('for health ends when the soak has begun', async () => {
    world = await aWorld({ dev: 'soak: 1h' });
    await pushed(world, '1.0.0', 'a');
    await world.executions.settle();
    loseAnswers();
    await report(world, 'dev-eu-1');
    hearAnswers();
    const { repaired } = await sweepLater(world);
    expect(repaired.map(({ sentence }) => sentence)).toContain('waited for health, which it had; woke it');
    await world.executions.settle();
    expect(active(world, 'dev').soakingSince).toBeDefined();
    expect((await sweepLater(world)).repaired).toEqual([]);
  });

  it('for health goes on while nothing is known', async () => {
    await pushed(world, '1.0.0', 'a');
    await world.executions.settle();
    expect(kinds(await sweepLater(world))).toEqual(['configuration']);
  });

  it('is woken again, but told of once, when that does not help', async () => {
    await pushed(world, '1.0.0', 'a');
    await world.waits.put({ promotion: id(), for: 'gates', token: 'T' });
    await sweepLater(world);
    expect(kinds(await sweepLater(world))).toEqual(['wait']);
    expect(typesOf(world).filter((type) => type === 'swept')).toHaveLength(1);
  });

  it('ends when its promotion has ended', async () => {
    await pushed(world, '1.0.0', 'a');
    const superseded = id();
    await world.waits.put({ promotion: superseded, for: 'gates', token: 'T' });
    loseAnswers();
    await pushed(world, '1.1.0', 'b');
    hearAnswers();
    const { repaired } = await sweepLater(world);
    expect(repaired).toEqual([
      { kind: 'wait', what: superseded, sentence: 'superseded, but its execution still waited; woke it' },
    ]);
    expect(world.workflow.answered).toEqual(['T']);
  });

  it('is not looked for where an ended promotion never waited', async () => {
    await pushed(world, '1.0.0', 'a');
    await pushed(world, '1.1.0', 'b');
    expect((await sweepLater(world)).repaired).toEqual([]);
  });
});

describe('a change that no committer took', () => {
  it('is committed', async () => {
    await pushed(world, '1.0.0', 'a');
    const settle = () => world.executions.settle();
    // The queue's message is lost.
    world.changes.wakes.push = () => 0;
    await settle();
    Reflect.deleteProperty(world.changes.wakes, 'push');
    expect(active(world, 'dev').status).toBe('committing');
    const { repaired } = await sweepLater(world);
    expect(repaired).toEqual([
      {
        kind: 'change',
        what: `${id()}_w0`,
        sentence: 'its change has waited for the committer since 2026-11-20 12:00 UTC; woke it again',
      },
    ]);
    expect(typesOf(world).at(-1)).toBe('swept');
    await settle();
    expect(active(world, 'dev').status).toBe('verifying');
  });

  it('is left alone for some minutes', async () => {
    await pushed(world, '1.0.0', 'a');
    world.changes.wakes.push = () => 0;
    await world.executions.settle();
    expect((await sweepLater(world, 3)).repaired).toEqual([]);
    Reflect.deleteProperty(world.changes.wakes, 'push');
    await commitChanges(world.ports);
  });
});

describe('the watchdog', () => {
  it('calls a promotion overdue, once in the ledger and at every sweep as a metric', async () => {
    await pushed(world, '1.0.0', 'a');
    world.changes.wakes.push = () => 0;
    await world.executions.settle();
    expect((await sweepLater(world, 15)).overdue).toEqual([]);
    expect((await sweepLater(world)).overdue).toEqual([id()]);
    expect((await sweepLater(world)).overdue).toEqual([id()]);
    expect(world.log.counts.Overdue).toBe(2);
    expect(world.ledger.entries('checkout').filter(({ type }) => type === 'overdue')).toMatchObject([
      { promotion: id(), status: 'committing', due: '2026-11-20T12:15:00.000Z' },
    ]);
  });

  it('has no complaint while somebody has yet to approve, for three days', async () => {
    world = await aWorld({
      dev: 'gates: [{ approval: { from: [release-managers], quorum: 1, expires: 90d } }]',
    });
    await pushed(world, '1.0.0', 'a');
    await world.executions.settle();
    expect((await sweepLater(world, 3 * 24 * 60)).overdue).toEqual([]);
    expect(world.log.counts).not.toHaveProperty('Overdue');
    expect((await sweepLater(world)).overdue).toEqual([id()]);
    expect(world.log.counts.Overdue).toBe(1);
  });
});

describe('the branch', () => {
  it('is looked at when it moved and nobody was told', async () => {
    world.repository.pushByHand({ 'README.md': 'hello' });
    const { repaired } = await sweepLater(world);
    expect(repaired).toEqual([
      {
        kind: 'configuration',
        what: 'fleet#main',
        sentence: 'pipeline files read at 00000000; last looked at 00000000',
      },
    ]);
    expect((await world.configuration.report())?.commit).toBe(await world.repository.tip());
    expect((await sweepLater(world)).repaired).toEqual([]);
  });

  it('is looked at when it never was', async () => {
    world.configuration.report = async () => undefined;
    expect((await sweepLater(world)).repaired[0]?.sentence).toMatch(/never looked at$/);
  });
});

it('reads and writes nothing but its own when there is nothing to repair', async () => {
  await push(world, '1.0.0', 'a');
  await world.executions.settle();
  await sweepLater(world);
  const [calls, entries] = [world.interruptions.calls.length, world.ledger.entries('checkout').length];
  world.registry.push('nobody', { tag: '1', digest: 'd', pushedAt: 0 });
  const report = await sweepLater(world);
  expect(report).toMatchObject({ repaired: [], overdue: [], left: [] });
  expect(world.ledger.entries('checkout')).toHaveLength(entries);
  const writes = world.interruptions.calls
    .slice(calls)
    .filter((call) => /append|put|raise|start|answer|fail|nudge|request/.test(call));
  expect(writes).toEqual([]);
});

it('says which part failed, and does the others', async () => {
  await pushed(world, '1.0.0', 'a', { lost: true });
  world.workflow.running = async () => {
    throw 'no';
  };
  const { failed, repaired } = await sweepLater(world);
  expect(failed).toEqual([{ what: 'promotions', why: 'no' }]);
  expect(repaired.map(({ kind }) => kind)).toEqual(['image']);
});
