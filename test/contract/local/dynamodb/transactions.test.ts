import {
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { key, type Setup, setUpWithTable, TABLE } from './setup.ts';

type Items = NonNullable<TransactWriteCommandInput['TransactItems']>;

let dynamo: Setup;
beforeEach(async () => {
  dynamo = await setUpWithTable();
});
afterEach(() => dynamo.service.close());

const transact = (items: Items, token?: string) =>
  dynamo.documents.send(
    new TransactWriteCommand({ TransactItems: items, ...(token && { ClientRequestToken: token }) }),
  );
const get = async (pk: string) =>
  (await dynamo.documents.send(new GetCommand({ TableName: TABLE, Key: key(pk) }))).Item;
const putItem = (Item: object, more: object = {}): Items[number] => ({
  Put: { TableName: TABLE, Item: Item as Record<string, unknown>, ...more },
});
const seed = (Item: object) =>
  dynamo.documents.send(new PutCommand({ TableName: TABLE, Item: Item as Record<string, unknown> }));
const absent = { ConditionExpression: 'attribute_not_exists(pk)' };

describe('TransactWriteItems', () => {
  it('does all of put, update, delete and check together', async () => {
    await seed({ ...key('b'), n: 1 });
    await seed(key('c'));
    await seed({ ...key('d'), open: true });
    await transact([
      putItem(key('a'), absent),
      {
        Update: {
          TableName: TABLE,
          Key: key('b'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': 1 },
        },
      },
      { Delete: { TableName: TABLE, Key: key('c') } },
      {
        ConditionCheck: {
          TableName: TABLE,
          Key: key('d'),
          ConditionExpression: '#open = :true',
          ExpressionAttributeNames: { '#open': 'open' },
          ExpressionAttributeValues: { ':true': true },
        },
      },
    ]);
    expect(await get('a')).toEqual(key('a'));
    expect(await get('b')).toEqual({ ...key('b'), n: 2 });
    expect(await get('c')).toBeUndefined();
    expect(await get('d')).toEqual({ ...key('d'), open: true });
  });

  it('does nothing when one condition fails, and gives each item its reason in order', async () => {
    await seed({ ...key('b'), gsi1pk: 'open', gsi1sk: '1', n: 7 });
    const error = await transact([
      putItem({ ...key('a'), gsi1pk: 'open', gsi1sk: '2' }),
      putItem(key('b'), { ...absent, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      putItem(key('b', 'OTHER'), { ConditionExpression: 'attribute_exists(pk)' }),
    ]).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
        '[None, ConditionalCheckFailed, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { n: { N: '7' } },
        },
        { Code: 'ConditionalCheckFailed' },
      ],
    });
    expect(error).not.toHaveProperty('CancellationReasons.2.Item.pk');
    expect(await get('a')).toBeUndefined();
    const index = await dynamo.documents.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :open',
        ExpressionAttributeValues: { ':open': 'open' },
      }),
    );
    expect(index.Items).toMatchObject([{ n: 7 }]);
  });

  it('names the item that is not valid', async () => {
    await expect(
      transact([putItem(key('a')), { Delete: { TableName: TABLE, Key: { pk: 'only half a key' } } }]),
    ).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
    });
  });

  it.each<[string, Items]>([
    ['two operations on one item', [putItem(key('a')), { Delete: { TableName: TABLE, Key: key('a') } }]],
    ['more than 100 items', Array.from({ length: 101 }, (_, n) => putItem(key(`k${n}`)))],
    ['no items', []],
    ['an item with two actions', [{ ...putItem(key('a')), Delete: { TableName: TABLE, Key: key('b') } }]],
    ['a check without condition', [{ ConditionCheck: { TableName: TABLE, Key: key('a') } as never }]],
    ['an update without expression', [{ Update: { TableName: TABLE, Key: key('a') } as never }]],
    [
      'more than 4 MB',
      Array.from({ length: 11 }, (_, n) => putItem({ ...key(`k${n}`), text: 'x'.repeat(400_000) })),
    ],
  ])('refuses %s', async (_what, items) => {
    await expect(transact(items)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await get('a')).toBeUndefined();
  });

  it('takes 100 items', async () => {
    await transact(Array.from({ length: 100 }, (_, n) => putItem(key(`k${n}`), absent)));
    expect(await get('k99')).toEqual(key('k99'));
  });

  it('fails as a whole when a table does not exist', async () => {
    await expect(transact([{ Delete: { TableName: 'absent', Key: key('a') } }])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('keeps two balances equal in sum while 40 transfers and 40 readers race', async () => {
    await seed({ ...key('left'), n: 100 });
    await seed({ ...key('right'), n: 100 });
    const move = (pk: string, by: number): Items[number] => ({
      Update: {
        TableName: TABLE,
        Key: key(pk),
        UpdateExpression: 'ADD n :by',
        ConditionExpression: 'n >= :enough',
        ExpressionAttributeValues: { ':by': by, ':enough': -Math.min(by, 0) },
      },
    });
    const read = async () => {
      const { Responses = [] } = await dynamo.documents.send(
        new TransactGetCommand({
          TransactItems: ['left', 'right'].map((pk) => ({ Get: { TableName: TABLE, Key: key(pk) } })),
        }),
      );
      return Responses.reduce((sum, { Item }) => sum + (Item?.n as number), 0);
    };
    const transfers = Promise.allSettled(
      Array.from({ length: 40 }, () => transact([move('left', -5), move('right', 5)])),
    );
    const sums = await Promise.all(Array.from({ length: 40 }, read));
    const results = await transfers;
    expect(new Set(sums)).toEqual(new Set([200]));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(await get('left')).toMatchObject({ n: 0 });
    expect(await get('right')).toMatchObject({ n: 200 });
  });
});

describe('a client request token', () => {
  const add: Items = [
    {
      Update: {
        TableName: TABLE,
        Key: key('a'),
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': 1 },
      },
    },
  ];

  it('makes a transaction happen once in ten minutes', async () => {
    await transact(add, 'token-1');
    await dynamo.clock.advance(10 * 60_000 - 1);
    await transact(add, 'token-1');
    expect(await get('a')).toMatchObject({ n: 1 });
    await dynamo.clock.advance(1);
    await transact(add, 'token-1');
    expect(await get('a')).toMatchObject({ n: 2 });
  });

  it('is refused with other parameters', async () => {
    await transact(add, 'token-1');
    await expect(transact([putItem(key('b'))], 'token-1')).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  it('may be used again after the transaction was cancelled', async () => {
    await seed(key('b'));
    await expect(transact([...add, putItem(key('b'), absent)], 'token-1')).rejects.toThrow('cancelled');
    await transact(add, 'token-1');
    expect(await get('a')).toMatchObject({ n: 1 });
  });
});

describe('TransactGetItems', () => {
  it('answers in the order of the request, empty where there is no item', async () => {
    await seed({ ...key('a'), n: 1, more: 2 });
    const { Responses } = await dynamo.documents.send(
      new TransactGetCommand({
        TransactItems: [
          { Get: { TableName: TABLE, Key: key('absent') } },
          { Get: { TableName: TABLE, Key: key('a'), ProjectionExpression: 'n' } },
        ],
      }),
    );
    expect(Responses).toEqual([{}, { Item: { n: 1 } }]);
  });
});
