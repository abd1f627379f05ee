import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { key, type Setup, setUpWithTable, TABLE } from './setup.ts';

async function setUpFeed(consume: (records: DynamoDBRecord[]) => Promise<void> = async () => {}) {
  const seen: DynamoDBRecord[] = [];
  const dynamo = await setUpWithTable({
    onChanges: async (records) => {
      await consume(records);
      seen.push(...records);
    },
  });
  const expectSeen = (count: number) => vi.waitFor(() => expect(seen).toHaveLength(count));
  return { dynamo, seen, expectSeen };
}

const put = (dynamo: Setup, pk: string, n: number, more: object = {}) =>
  dynamo.documents.send(new PutCommand({ TableName: TABLE, Item: { ...key(pk), n, ...more } }));

describe('change records', () => {
  it('have the shape of a DynamoDB stream record', async () => {
    const { dynamo, seen, expectSeen } = await setUpFeed();
    await put(dynamo, 'a', 1);
    await put(dynamo, 'a', 2);
    await dynamo.documents.send(new DeleteCommand({ TableName: TABLE, Key: key('a') }));
    await expectSeen(3);
    const keys = { pk: { S: 'a' }, sk: { S: 'META' } };
    expect(seen[1]).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      eventSourceARN: 'arn:aws:dynamodb:eu-west-1:111122223333:table/towpath/stream/2026-11-20T12:00:00.000',
      dynamodb: {
        ApproximateCreationDateTime: dynamo.clock.now() / 1000,
        Keys: keys,
        OldImage: { ...keys, n: { N: '1' } },
        NewImage: { ...keys, n: { N: '2' } },
        SequenceNumber: '000000000000000000002',
        SizeBytes: 33,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(seen.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    expect(seen[0]?.dynamodb).not.toHaveProperty('OldImage');
    expect(seen[2]?.dynamodb).not.toHaveProperty('NewImage');
    await dynamo.service.close();
  });

  it('tell nothing of a write that was refused or changed nothing', async () => {
    const { dynamo, seen, expectSeen } = await setUpFeed();
    await put(dynamo, 'a', 1);
    await put(dynamo, 'a', 1);
    await dynamo.documents.send(new DeleteCommand({ TableName: TABLE, Key: key('absent') }));
    const refused = [
      { Put: { TableName: TABLE, Item: key('b') } },
      { Put: { TableName: TABLE, Item: key('a'), ConditionExpression: 'attribute_not_exists(pk)' } },
    ];
    await expect(dynamo.documents.send(new TransactWriteCommand({ TransactItems: refused }))).rejects.toThrow(
      'ConditionalCheckFailed',
    );
    await put(dynamo, 'last', 1);
    await expectSeen(2);
    expect(seen.map(({ dynamodb }) => dynamodb?.Keys?.pk?.S)).toEqual(['a', 'last']);
    await dynamo.service.close();
  });

  it('come in the order of the writes, however slow the consumer is', async () => {
    const { dynamo, seen, expectSeen } = await setUpFeed(
      () => new Promise((resolve) => setImmediate(resolve)),
    );
    await Promise.all(Array.from({ length: 120 }, (_, n) => put(dynamo, `k${n % 3}`, n)));
    await expectSeen(120);
    expect(seen.map(({ dynamodb }) => dynamodb?.NewImage?.n?.N)).toEqual(
      Array.from({ length: 120 }, (_, n) => String(n)),
    );
    await dynamo.service.close();
  });

  it('come again after the consumer failed, and later ones wait behind them', async () => {
    let failures = 1;
    const attempts = vi.fn(async () => {
      if (failures-- > 0) throw new Error('consumer is down');
    });
    const { dynamo, seen, expectSeen } = await setUpFeed(attempts);
    await put(dynamo, 'a', 1);
    await vi.waitFor(() => expect(dynamo.clock.pending).toBe(1));
    await dynamo.clock.advance(1_000);
    await put(dynamo, 'b', 2);
    await expectSeen(2);
    expect(attempts.mock.calls.length).toBeGreaterThanOrEqual(2);
    expect(seen.map(({ dynamodb }) => dynamodb?.Keys?.pk?.S)).toEqual(['a', 'b']);
    await dynamo.service.close();
  });

  it('say when DynamoDB itself removed an expired item', async () => {
    const { dynamo, seen, expectSeen } = await setUpFeed();
    await dynamo.client.send(
      new UpdateTimeToLiveCommand({
        TableName: TABLE,
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      }),
    );
    await put(dynamo, 'a', 1, { expires: dynamo.clock.now() / 1000 + 1 });
    await dynamo.clock.advance(60_000);
    await expectSeen(2);
    expect(seen[1]).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    });
    await dynamo.service.close();
  });
});
