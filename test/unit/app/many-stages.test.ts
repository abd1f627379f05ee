import { describe, expect, it } from 'vitest';
import { checkHealth } from '../../../src/app/check-health.ts';
import { completePromotion } from '../../../src/app/complete-promotion.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import { rollBack } from '../../../src/app/roll-back.ts';
import type { Pipeline, Stage } from '../../../src/domain/pipeline/types.ts';
import { aPipeline, aStage } from '../../builders/pipeline.ts';
import { aFleet, define, promotionsOf, push, report } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { commit, commitAndWait, of, promote } from './steps.ts';

// The fake ledger takes what DynamoDB takes in one transaction: 100 items.
const MANY = Array.from({ length: 30 }, (_, index) => `region-${index}`);

const inMany = (stage: Partial<Stage> = {}, ...others: Stage[]): Pipeline =>
  aPipeline({ stages: [...others, ...MANY.map((name) => aStage(name, stage))] });

const statuses = (fleet: Fakes, release: string): string[] =>
  MANY.map((name) => promotionsOf(fleet, name).find((one) => one.release === release)?.status ?? 'none');

const each = (status: string): string[] => MANY.map(() => status);

const entriesOf = (fleet: Fakes, type: string): number =>
  fleet.ledger.entries('checkout').filter((entry) => entry.type === type).length;

/** Dies after the first decision that is stored, and does all of it again. */
async function withCrash(fleet: Fakes, act: () => Promise<unknown>): Promise<void> {
  fleet.interruptions.interrupt('ledger.append', 'after');
  await expect(act()).rejects.toThrow('interrupted');
  await act();
}

describe('a push to 30 first stages', () => {
  it('asks each of them once, in several decisions, and starts each promotion', async () => {
    const fleet = await aFleet(inMany());
    const release = await push(fleet, '1.0.0', 'a');
    expect(statuses(fleet, release)).toEqual(each('gated'));
    expect(new Set(fleet.workflow.started.map(({ promotion }) => promotion)).size).toBe(30);
    await push(fleet, '1.0.0', 'a');
    expect(entriesOf(fleet, 'promotion-requested')).toBe(30);
  });

  it('supersedes what waits in each', async () => {
    const fleet = await aFleet(inMany());
    const older = await push(fleet, '1.0.0', 'a');
    const newer = await push(fleet, '1.1.0', 'b');
    expect(statuses(fleet, older)).toEqual(each('superseded'));
    expect(statuses(fleet, newer)).toEqual(each('gated'));
  });

  it('asks those that are left when it comes again after a crash, by the definition it began with', async () => {
    const fleet = await aFleet(inMany());
    fleet.interruptions.interrupt('ledger.append', 'after');
    await expect(push(fleet, '1.0.0', 'a')).rejects.toThrow('interrupted');
    await define(fleet, inMany({}, aStage('added')), 'v2');
    const release = await push(fleet, '1.0.0', 'a');
    expect(statuses(fleet, release)).toEqual(each('gated'));
    expect(promotionsOf(fleet, 'added')).toEqual([]);
    expect(entriesOf(fleet, 'promotion-requested')).toBe(30);
  });
});

describe('30 stages after one', () => {
  const afterDev = () => aFleet(inMany({ after: ['dev'] }, aStage('dev')));

  it('begin when it is passed', async () => {
    const fleet = await afterDev();
    const release = await push(fleet, '1.0.0', 'a');
    await promote(fleet, 'dev');
    expect(statuses(fleet, release)).toEqual(each('gated'));
  });

  it('begin also if its end is recorded, and then there is a crash', async () => {
    const fleet = await afterDev();
    const release = await push(fleet, '1.0.0', 'a');
    const promotion = of(fleet, 'dev');
    await commitAndWait(fleet, 'dev');
    await report(fleet, 'dev-eu-1');
    await withCrash(fleet, () => checkHealth(fleet.ports, promotion));
    await completePromotion(fleet.ports, promotion);
    await completePromotion(fleet.ports, promotion);
    expect(statuses(fleet, release)).toEqual(each('gated'));
    expect(entriesOf(fleet, 'promotion-requested')).toBe(31);
  });
});

describe('a release that is marked as bad while it waits in 30 stages', () => {
  /** It is in `canary`, where 1.0.0 was before. */
  async function committed(): Promise<{ fleet: Fakes; bad: string }> {
    const fleet = await aFleet(inMany({}, aStage('canary', { onFailure: 'rollback' })));
    await push(fleet, '1.0.0', 'a');
    await promote(fleet, 'canary');
    const bad = await push(fleet, '1.1.0', 'b');
    await commit(fleet, 'canary');
    return { fleet, bad };
  }
  const expectRolledBack = (fleet: Fakes, bad: string) => {
    expect(statuses(fleet, bad)).toEqual(each('rejected'));
    expect(fleet.ledger.state('checkout').releases[bad]).toHaveProperty('mark');
    expect(promotionsOf(fleet, 'canary').filter(({ rollback }) => rollback !== undefined)).toHaveLength(1);
    for (const type of ['release-marked', 'promotion-failed']) expect(entriesOf(fleet, type)).toBe(1);
  };

  it.each(['by a failure', 'by hand'])('%s is turned away in all of them', async (how) => {
    const { fleet, bad } = await committed();
    const failing = of(fleet, 'canary');
    const act = (): Promise<unknown> =>
      how === 'by hand'
        ? rollBack(fleet.ports, { pipeline: 'checkout', stage: 'canary', person: 'bob', reason: 'slow' })
        : failPromotion(fleet.ports, { ...failing, error: 'TargetsUnhealthy', cause: 'canary-eu-1 crashes' });
    await withCrash(fleet, act);
    expectRolledBack(fleet, bad);
  });
});
