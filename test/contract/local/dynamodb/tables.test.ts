import {
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTable, key, type Setup, setUpWithTable, TABLE } from './setup.ts';

let dynamo: Setup;
beforeEach(async () => {
  dynamo = await setUpWithTable();
});
afterEach(() => dynamo.service.close());

describe('tables', () => {
  it('are active as soon as they are made', async () => {
    const { Table } = await dynamo.client.send(new DescribeTableCommand({ TableName: TABLE }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/towpath',
      CreationDateTime: new Date(dynamo.clock.now()),
      GlobalSecondaryIndexes: [{ IndexName: 'gsi1', IndexStatus: 'ACTIVE' }],
    });
  });

  it('are made once', async () => {
    await expect(dynamo.createTable()).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });

  it('are listed in pages', async () => {
    await dynamo.client.send(createTable('another'));
    const first = await dynamo.client.send(new ListTablesCommand({ Limit: 1 }));
    expect(first).toMatchObject({ TableNames: ['another'], LastEvaluatedTableName: 'another' });
    const second = await dynamo.client.send(new ListTablesCommand({ ExclusiveStartTableName: 'another' }));
    expect(second.TableNames).toEqual([TABLE]);
    expect(second.LastEvaluatedTableName).toBeUndefined();
  });

  it('take their items with them, and no other items', async () => {
    const long = `${TABLE}-2`;
    await dynamo.client.send(createTable(long));
    for (const TableName of [TABLE, long]) {
      await dynamo.documents.send(
        new PutCommand({ TableName, Item: { ...key('a'), gsi1pk: 'x', gsi1sk: 'y' } }),
      );
    }
    await dynamo.client.send(new DeleteTableCommand({ TableName: TABLE }));
    await expect(dynamo.client.send(new DescribeTableCommand({ TableName: TABLE }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await dynamo.createTable();
    for (const IndexName of [undefined, 'gsi1']) {
      const count = async (TableName: string) =>
        (await dynamo.documents.send(new ScanCommand({ TableName, IndexName }))).Count;
      expect(await count(TABLE)).toBe(0);
      expect(await count(long)).toBe(1);
    }
  });
});

describe('time to live', () => {
  const set = (Enabled: boolean) =>
    dynamo.client.send(
      new UpdateTimeToLiveCommand({
        TableName: TABLE,
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled },
      }),
    );
  const put = (pk: string, expires: number | undefined) =>
    dynamo.documents.send(new PutCommand({ TableName: TABLE, Item: { ...key(pk), expires } }));
  const exists = async (pk: string) =>
    (await dynamo.documents.send(new GetCommand({ TableName: TABLE, Key: key(pk) }))).Item !== undefined;
  const inSeconds = (seconds: number) => dynamo.clock.now() / 1000 + seconds;

  it('is off, on and off again', async () => {
    const describeIt = async () =>
      (await dynamo.client.send(new DescribeTimeToLiveCommand({ TableName: TABLE }))).TimeToLiveDescription;
    expect(await describeIt()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await set(true);
    expect(await describeIt()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
    await expect(set(true)).rejects.toThrow('TimeToLive is already enabled');
    await set(false);
    await expect(set(false)).rejects.toThrow('TimeToLive is already disabled');
  });

  it('deletes items once they have expired', async () => {
    await put('early', inSeconds(100));
    await set(true);
    await put('late', inSeconds(300));
    await put('never', undefined);
    await dynamo.clock.advance(99_000);
    expect(await exists('early')).toBe(true);
    await dynamo.clock.advance(1_000);
    await vi.waitFor(async () => expect(await exists('early')).toBe(false));
    expect(await exists('late')).toBe(true);
    await dynamo.clock.advance(200_000);
    await vi.waitFor(async () => expect(await exists('late')).toBe(false));
    expect(await exists('never')).toBe(true);
  });

  it('sets no timer while nothing can expire', async () => {
    await set(true);
    await put('a', undefined);
    expect(dynamo.clock.pending).toBe(0);
    await put('b', inSeconds(10));
    expect(dynamo.clock.pending).toBe(1);
  });

  it('spares an item that was prolonged, and one that expired more than five years ago', async () => {
    await set(true);
    await put('prolonged', inSeconds(100));
    await put('ancient', inSeconds(-6 * 365 * 24 * 3600));
    await dynamo.documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: key('prolonged'),
        UpdateExpression: 'SET expires = :later',
        ExpressionAttributeValues: { ':later': inSeconds(1000) },
      }),
    );
    await put('expiring', inSeconds(100));
    await dynamo.clock.advance(100_000);
    await vi.waitFor(async () => expect(await exists('expiring')).toBe(false));
    expect(await exists('prolonged')).toBe(true);
    expect(await exists('ancient')).toBe(true);
  });
});
