import { describe, expect, it } from 'vitest';
import { countedIds, seededRandom, shuffled } from '../../../../scenarios/world/chance.ts';
import { type Delivery, Relay } from '../../../../scenarios/world/relay.ts';

function sent(delivery: Delivery, source: 'aws.ecr' | 'table-stream' = 'aws.ecr') {
  const relay = new Relay();
  const passed: number[] = [];
  relay.delivery = delivery;
  for (const event of [1, 2, 3]) relay.take(source, () => void passed.push(event));
  const pass = () => {
    while (relay.passOne());
    return passed;
  };
  return { relay, pass };
}

describe('events on their way', () => {
  it.each([
    ['delivered', [1, 2, 3]],
    ['lost', []],
    ['doubled', [1, 1, 2, 2, 3, 3]],
    ['held', []],
  ] as const)('that are %s arrive as %j', (delivery, arrived) => {
    expect(sent(delivery).pass()).toEqual(arrived);
  });

  it('of the table are never lost', () => {
    expect(sent('lost', 'table-stream').pass()).toEqual([1, 2, 3]);
  });

  it('arrive once more often and in another order, if they were held', () => {
    const { relay, pass } = sent('held');
    relay.release(2, (events) => [...events].reverse());
    expect(pass()).toEqual([3, 3, 2, 2, 1, 1]);
  });
});

describe('chance', () => {
  it('is the same in every run', () => {
    const [one, other] = [seededRandom(7), seededRandom(7)];
    const numbers = Array.from({ length: 100 }, one);
    expect(Array.from({ length: 100 }, other)).toEqual(numbers);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(numbers).size).toBe(100);
  });

  it('shuffles without losing anything', () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    const mixed = shuffled(items, seededRandom(1));
    expect(mixed).not.toEqual(items);
    expect([...mixed].sort((a, b) => a - b)).toEqual(items);
  });

  it('counts ids of the form of a UUID', () => {
    const next = countedIds();
    expect([next(), next()]).toEqual([
      '00000000-0000-4000-8000-000000000001',
      '00000000-0000-4000-8000-000000000002',
    ]);
  });
});
