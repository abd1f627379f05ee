import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dynaliteDb } from '../../../../local/services/dynamodb/dynalite.ts';
import { key, type Setup, setUpWithTable, TABLE } from './setup.ts';

let dynamo: Setup;
beforeEach(async () => {
  dynamo = await setUpWithTable();
});
afterEach(() => dynamo.service.close());

const put = (item: object, more: object = {}) =>
  dynamo.documents.send(new PutCommand({ TableName: TABLE, Item: item, ...more }));
const get = async (pk: string) =>
  (await dynamo.documents.send(new GetCommand({ TableName: TABLE, Key: key(pk) }))).Item;

describe('items', () => {
  it('come back as they were put, whatever their types', async () => {
    const item = {
      ...key('a'),
      text: 'text',
      number: 12.5,
      bytes: new Uint8Array([0, 255, 7]),
      flag: false,
      nothing: null,
      list: [1, 'two', { three: 3 }],
      names: new Set(['x', 'y']),
    };
    await put(item);
    expect(await get('a')).toEqual(item);
  });

  it('are absent after they were deleted, and the old item is returned on demand', async () => {
    await put({ ...key('a'), n: 1 });
    const deleted = await dynamo.documents.send(
      new DeleteCommand({ TableName: TABLE, Key: key('a'), ReturnValues: 'ALL_OLD' }),
    );
    expect(deleted.Attributes).toEqual({ ...key('a'), n: 1 });
    expect(await get('a')).toBeUndefined();
  });

  it('are updated by expressions', async () => {
    await put({ ...key('a'), count: 1, stale: true });
    const updated = await dynamo.documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: key('a'),
        UpdateExpression:
          'SET #count = #count + :one, notes = list_append(if_not_exists(notes, :none), :x) REMOVE stale',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':one': 1, ':none': [], ':x': ['x'] },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(updated.Attributes).toEqual({ ...key('a'), count: 2, notes: ['x'] });
  });

  it('are refused with the errors of DynamoDB', async () => {
    await expect(put({ pk: 'a' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Missing the key sk in the item'),
    });
    await expect(put({ ...key('a'), text: 'x'.repeat(410_000) })).rejects.toThrow('maximum allowed size');
    await expect(
      dynamo.documents.send(new GetCommand({ TableName: 'absent', Key: key('a') })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('are written and read in batches', async () => {
    const items = ['a', 'b', 'c'].map((pk) => key(pk));
    await dynamo.documents.send(
      new BatchWriteCommand({ RequestItems: { [TABLE]: items.map((Item) => ({ PutRequest: { Item } })) } }),
    );
    const { Responses } = await dynamo.documents.send(
      new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: items } } }),
    );
    expect(Responses?.[TABLE]).toEqual(expect.arrayContaining(items));
  });
});

describe('queries', () => {
  beforeEach(async () => {
    for (const n of [3, 1, 2]) {
      await put({ pk: 'p', sk: `ENTRY#${n}`, n, gsi1pk: n === 2 ? 'open' : 'done', gsi1sk: `t${n}` });
    }
    await put({ pk: 'p', sk: 'META' });
  });

  const query = (more: object) => dynamo.documents.send(new QueryCommand({ TableName: TABLE, ...more }));

  it('page through a key in order, both ways', async () => {
    const input = {
      KeyConditionExpression: 'pk = :p AND begins_with(sk, :s)',
      ExpressionAttributeValues: { ':p': 'p', ':s': 'ENTRY#' },
      Limit: 2,
    };
    const first = await query(input);
    expect(first.Items?.map(({ n }) => n)).toEqual([1, 2]);
    const second = await query({ ...input, ExclusiveStartKey: first.LastEvaluatedKey });
    expect(second.Items?.map(({ n }) => n)).toEqual([3]);
    const reverse = await query({ ...input, ScanIndexForward: false });
    expect(reverse.Items?.map(({ n }) => n)).toEqual([3, 2]);
  });

  it('find items by index, and lose those that left it', async () => {
    const open = {
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :open',
      ExpressionAttributeValues: { ':open': 'open' },
    };
    expect((await query(open)).Items).toMatchObject([{ n: 2 }]);
    await dynamo.documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: { pk: 'p', sk: 'ENTRY#2' },
        UpdateExpression: 'REMOVE gsi1pk',
      }),
    );
    expect((await query(open)).Items).toEqual([]);
  });

  it('page through an index whose items have equal index keys, each item once', async () => {
    const [first = '', second = ''] = collidingKeys();
    for (const pk of [first, second, 'other', 'another']) {
      await put({ ...key(pk), gsi1pk: 'waiting', gsi1sk: 'main' });
    }
    for (const [ScanIndexForward, Limit] of [
      [true, 1],
      [true, 3],
      [false, 1],
      [false, 3],
    ] as const) {
      const seen: string[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await query({
          IndexName: 'gsi1',
          KeyConditionExpression: 'gsi1pk = :waiting AND gsi1sk >= :main',
          ExpressionAttributeValues: { ':waiting': 'waiting', ':main': 'main' },
          Limit,
          ScanIndexForward,
          ExclusiveStartKey,
        });
        seen.push(...(page.Items ?? []).map(({ pk }) => pk as string));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      expect(seen.sort()).toEqual([first, second, 'other', 'another'].sort());
    }
  });

  it.each([
    [undefined, 4],
    ['gsi1', 3],
  ])('page through a scan of the index %s', async (IndexName, count) => {
    const seen: unknown[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await dynamo.documents.send(
        new ScanCommand({ TableName: TABLE, IndexName, Limit: 1, ExclusiveStartKey }),
      );
      seen.push(...(page.Items ?? []).map(({ sk }) => sk));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    expect(seen).toHaveLength(count);
    expect(new Set(seen).size).toBe(count);
  });

  it('filter after the limit, and scans see everything', async () => {
    const filtered = await query({
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'n = :three',
      ExpressionAttributeValues: { ':p': 'p', ':three': 3 },
      Limit: 2,
    });
    expect(filtered).toMatchObject({ Count: 0, ScannedCount: 2, LastEvaluatedKey: { sk: 'ENTRY#2' } });
    expect((await dynamo.documents.send(new ScanCommand({ TableName: TABLE }))).Count).toBe(4);
  });
});

describe('conditions', () => {
  const condition = { ConditionExpression: 'attribute_not_exists(pk)' };

  it('let one of two equal writes through', async () => {
    const results = await Promise.allSettled([1, 2].map((n) => put({ ...key('a'), n }, condition)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await get('a')).toMatchObject({ n: 1 });
  });

  it('that fail show the stored item to who asked for it', async () => {
    await put({ ...key('a'), n: 1 });
    const refused = { name: 'ConditionalCheckFailedException', message: 'The conditional request failed' };
    await expect(put(key('a'), condition)).rejects.toMatchObject({ ...refused, Item: undefined });
    await expect(
      put(key('a'), { ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ).rejects.toMatchObject({ ...refused, Item: { pk: { S: 'a' }, sk: { S: 'META' }, n: { N: '1' } } });
  });

  it('that fail on an absent item show none', async () => {
    const error = await put(key('a'), {
      ConditionExpression: 'attribute_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(error).not.toHaveProperty('Item.pk');
  });

  it('hold under 200 racing increments', async () => {
    await put({ ...key('counter'), n: 0 });
    const increment = async (): Promise<void> => {
      const n = (await get('counter'))?.n as number;
      const written = await dynamo.documents
        .send(
          new UpdateCommand({
            TableName: TABLE,
            Key: key('counter'),
            UpdateExpression: 'SET n = :next',
            ConditionExpression: 'n = :n',
            ExpressionAttributeValues: { ':n': n, ':next': n + 1 },
          }),
        )
        .catch(() => undefined);
      if (!written) await increment();
    };
    const unconditional = Array.from({ length: 190 }, () =>
      dynamo.documents.send(
        new UpdateCommand({
          TableName: TABLE,
          Key: key('counter'),
          UpdateExpression: 'ADD n :one',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':one': 1 },
        }),
      ),
    );
    await Promise.all([...unconditional, ...Array.from({ length: 10 }, increment)]);
    expect(await get('counter')).toMatchObject({ n: 200 });
  });
});

/** Two keys for which dynalite's own index entry would be the same: 24 bits of a hash tell items apart in it. */
function collidingKeys(): string[] {
  const seen = new Map<string, string>();
  for (let n = 0; ; n += 1) {
    const pk = `service-${n}`;
    const hash = dynaliteDb.hashPrefix(pk, 'S', 'META', 'S');
    const other = seen.get(hash);
    if (other !== undefined) return [other, pk];
    seen.set(hash, pk);
  }
}
