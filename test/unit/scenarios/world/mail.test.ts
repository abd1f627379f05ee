import { describe, expect, it } from 'vitest';
import { Mail } from '../../../../scenarios/world/mail.ts';
import type { Delivery } from '../../../../scenarios/world/relay.ts';

async function sent(delivery: Delivery) {
  const mail = new Mail();
  const arrived: number[] = [];
  mail.delivery = delivery;
  for (const report of [1, 2, 3]) await mail.send(async () => void arrived.push(report));
  return { mail, arrived };
}

describe('reports on their way', () => {
  it.each([
    ['delivered', [1, 2, 3]],
    ['lost', []],
    ['doubled', [1, 1, 2, 2, 3, 3]],
    ['held', []],
  ] as const)('that are %s arrive as %j', async (delivery, expected) => {
    expect((await sent(delivery)).arrived).toEqual(expected);
  });

  it('arrive once more often and in another order, if they were held; and no second time', async () => {
    const { mail, arrived } = await sent('held');
    await mail.release(2, (reports) => [...reports].reverse());
    await mail.release(1, (reports) => [...reports]);
    expect(arrived).toEqual([3, 3, 2, 2, 1, 1]);
  });
});
