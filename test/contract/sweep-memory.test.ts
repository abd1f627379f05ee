import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../local/clock.ts';
import { createDynamoDb } from '../../local/services/dynamodb/index.ts';
import { createDynamoDbSweepMemory } from '../../src/aws/dynamodb-sweep-memory.ts';
import type { SweepMemory } from '../../src/ports/sweep-memory.ts';
import { FakeSweepMemory } from '../fakes/registry.ts';
import { createEmptyTable, type LocalAws, PLACE, startAws } from './local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startAws([await createDynamoDb({ ...PLACE, clock: systemClock })]);
});
afterAll(() => aws.close());

/** What the port promises (src/ports/sweep-memory.ts). */
describe.each<[string, () => Promise<SweepMemory>]>([
  ['the fake', async () => new FakeSweepMemory()],
  ['DynamoDB', async () => createDynamoDbSweepMemory(await createEmptyTable())],
])('what a sweep remembers on %s', (_, create) => {
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
