import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { beforeEach, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/publish-events/handler.ts';
import { exampleEntry } from '../../../scripts/generate-events.ts';
import { entryItem } from '../../../src/aws/ledger-rows.ts';
import { createFakes } from '../../fakes/index.ts';
import { world } from './world.ts';

vi.mock('../../../functions/runtime.ts', () => import('./world.ts'));

beforeEach(() => {
  world.fakes = createFakes();
});

/** What the table's stream tells of an item that was put. */
const recordOf = (item: object): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: '000000000000000000007',
    NewImage: marshall(item, { removeUndefinedValues: true }) as Record<string, AttributeValue>,
  },
});

it('publishes an entry as the ledger stores it', async () => {
  const entry = exampleEntry('wave-committed');
  expect(await handler({ Records: [recordOf(entryItem(entry))] })).toEqual({ batchItemFailures: [] });
  expect(world.fakes.events.published).toEqual([entry]);
});

it('names what it cannot publish by its place in the stream', async () => {
  const record = recordOf({ ...entryItem(exampleEntry('stopped')), data: 'poison' });
  expect(await handler({ Records: [record, {}] })).toEqual({
    batchItemFailures: [{ itemIdentifier: '000000000000000000007' }, { itemIdentifier: '' }],
  });
  expect(world.fakes.log.lines).toMatchObject([
    { fields: { key: 'PIPELINE#checkout LEDGER#000000000042' } },
    {},
  ]);
});
