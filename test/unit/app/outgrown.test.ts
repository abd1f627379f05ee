import { describe, expect, it } from 'vitest';
import { checkHealth } from '../../../src/app/check-health.ts';
import { completePromotion } from '../../../src/app/complete-promotion.ts';
import { rowChanges } from '../../../src/aws/ledger-rows.ts';
import type { Entry } from '../../../src/domain/ledger/entry.ts';
import type { PipelineState } from '../../../src/domain/promotion/state.ts';
import type { PromotionStatus } from '../../../src/domain/promotion/status.ts';
import { aPipeline, aStage } from '../../builders/pipeline.ts';
import { active, aFleet, define, promotionsOf, push, report } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { commit, commitAndWait, of, passWave } from './steps.ts';

/** DynamoDB's limit for a transaction: the head, the entries, and the rows that differ. */
const MOST_ITEMS = 100;

/** Says how large the largest transaction would be. */
function weigh(fleet: Fakes): () => number {
  let largest = 0;
  const append = fleet.ledger.append.bind(fleet.ledger);
  fleet.ledger.append = async (before: PipelineState, after: PipelineState, entries: readonly Entry[]) => {
    const { puts, deletes } = rowChanges(before, after);
    largest = Math.max(largest, 1 + entries.length + puts.length + deletes.length);
    return append(before, after, entries);
  };
  return () => largest;
}

/** 2.0.0 is on its way, and so many older ones wait. */
async function queueOf(length: number): Promise<Fakes> {
  const fleet = await aFleet(aPipeline({ stages: [aStage('dev', { whenSuperseded: 'queue' })] }));
  await push(fleet, '2.0.0', 'f');
  for (let index = 0; index < length; index += 1) await pushOld(fleet, index);
  return fleet;
}

const pushOld = (fleet: Fakes, index: number) =>
  push(fleet, `1.0.${index}`, index.toString(16).padStart(2, '0'));

const count = (fleet: Fakes, status: PromotionStatus): number =>
  promotionsOf(fleet, 'dev').filter((promotion) => promotion.status === status).length;

describe('a queue that the stage has outgrown', () => {
  it('is superseded in as many decisions as the store takes, and what is newer has its turn', async () => {
    const fleet = await queueOf(60);
    await push(fleet, '2.1.0', 'e');
    const largest = weigh(fleet);
    await passWave(fleet, 'dev', ['dev-eu-1']);
    expect(largest()).toBeGreaterThan(50);
    expect(largest()).toBeLessThanOrEqual(MOST_ITEMS);
    expect(count(fleet, 'superseded')).toBe(60);
    expect(active(fleet, 'dev').tag).toBe('2.1.0');
  });

  it('is empty in the end when nothing is newer, also after a crash half-way', async () => {
    const fleet = await queueOf(50);
    const promoted = of(fleet, 'dev');
    await commitAndWait(fleet, 'dev');
    await report(fleet, 'dev-eu-1');
    fleet.interruptions.interrupt('ledger.append', 'after');
    await expect(checkHealth(fleet.ports, promoted)).rejects.toThrow('interrupted');
    expect(count(fleet, 'waiting')).toBe(30);
    expect(await checkHealth(fleet.ports, promoted)).toMatchObject({ verdict: 'last-wave' });
    await completePromotion(fleet.ports, promoted);
    expect(count(fleet, 'waiting')).toBe(0);
    expect(fleet.ledger.state('checkout').stages.dev).not.toHaveProperty('active');
  });

  it('gives way under a new rule a part at a time, and the newest is next', async () => {
    const fleet = await aFleet(aPipeline({ stages: [aStage('dev', { whenSuperseded: 'queue' })] }));
    await push(fleet, '1.0.0', 'f');
    for (let index = 1; index <= 50; index += 1) await pushOld(fleet, index);
    await define(fleet, aPipeline({ stages: [aStage('dev', { whenSuperseded: 'latest' })] }), 'v2');
    await commit(fleet, 'dev');
    const largest = weigh(fleet);
    await push(fleet, '2.0.0', 'e');
    await report(fleet, 'dev-eu-1');
    await checkHealth(fleet.ports, of(fleet, 'dev'));
    expect(largest()).toBeLessThanOrEqual(MOST_ITEMS);
    expect(active(fleet, 'dev').tag).toBe('2.0.0');
  });
});

it('in several stages at once is superseded in as much as one decision takes', async () => {
  const places = (whenSuperseded: 'queue' | 'latest') =>
    aPipeline({ stages: ['dev', 'test', 'demo'].map((name) => aStage(name, { whenSuperseded })) });
  const fleet = await aFleet(places('queue'));
  await push(fleet, '2.0.0', 'f');
  for (let index = 0; index < 40; index += 1) await pushOld(fleet, index);
  await define(fleet, places('latest'), 'v2');
  const largest = weigh(fleet);
  await push(fleet, '2.1.0', 'e');
  expect(largest()).toBeLessThanOrEqual(MOST_ITEMS);
  await passWave(fleet, 'dev', ['dev-eu-1']);
  expect(fleet.ledger.state('checkout').stages.dev?.current?.tag).toBe('2.1.0');
  expect(count(fleet, 'superseded')).toBe(41);
});
