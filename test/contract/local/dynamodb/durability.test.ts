import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { key, setUp, setUpWithTable, TABLE } from './setup.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'towpath-dynamodb-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('a service with a directory', () => {
  it('finds tables, items, settings and tokens again', async () => {
    const first = await setUpWithTable({ directory });
    await first.client.send(
      new UpdateTimeToLiveCommand({
        TableName: TABLE,
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      }),
    );
    const add = new TransactWriteCommand({
      ClientRequestToken: 'token',
      TransactItems: [
        {
          Update: {
            TableName: TABLE,
            Key: key('a'),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': 1 },
          },
        },
      ],
    });
    await first.documents.send(add);
    await first.service.close();

    const second = await setUp({ directory });
    await second.documents.send(add);
    const { Item } = await second.documents.send(new GetCommand({ TableName: TABLE, Key: key('a') }));
    expect(Item).toMatchObject({ n: 1 });
    const { TimeToLiveDescription } = await second.client.send(
      new DescribeTimeToLiveCommand({ TableName: TABLE }),
    );
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'expires' });
    await second.service.close();
  });

  it('deletes at the start what expired while it was down', async () => {
    const first = await setUpWithTable({ directory });
    await first.documents.send(
      new PutCommand({ TableName: TABLE, Item: { ...key('a'), expires: first.clock.now() / 1000 - 1 } }),
    );
    const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true };
    await first.client.send(new UpdateTimeToLiveCommand({ TableName: TABLE, TimeToLiveSpecification }));
    await first.service.close();
    const second = await setUp({ directory });
    expect((await second.documents.send(new ScanCommand({ TableName: TABLE }))).Count).toBe(0);
    await second.service.close();
  });

  it('delivers changes again that the consumer had not taken, and goes on counting', async () => {
    const hanging = vi.fn(() => new Promise<void>(() => {}));
    const first = await setUpWithTable({ directory, onChanges: hanging });
    await first.documents.send(new PutCommand({ TableName: TABLE, Item: key('a') }));
    await vi.waitFor(() => expect(hanging).toHaveBeenCalled());
    await first.service.close();

    const seen: DynamoDBRecord[] = [];
    const second = await setUp({ directory, onChanges: async (records) => void seen.push(...records) });
    await second.documents.send(new PutCommand({ TableName: TABLE, Item: key('b') }));
    await vi.waitFor(() => expect(seen).toHaveLength(2));
    expect(seen.map(({ dynamodb }) => [dynamodb?.Keys?.pk?.S, Number(dynamodb?.SequenceNumber)])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    await second.service.close();
  });
});

describe('kill -9 in the middle of writes', () => {
  it('loses no answered transaction and leaves none by half', { timeout: 20_000 }, async () => {
    const answered = await writeUntilKilled(directory);
    const seen: DynamoDBRecord[] = [];
    const dynamo = await setUp({ directory, onChanges: async (records) => void seen.push(...records) });
    const items = (await dynamo.documents.send(new ScanCommand({ TableName: TABLE }))).Items ?? [];
    const index = await dynamo.documents.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :all',
        ExpressionAttributeValues: { ':all': 'all' },
      }),
    );
    const numbers = (sk: string) => items.filter((item) => item.sk === sk).map(({ n }) => n as number);
    expect(new Set(numbers('STATE'))).toEqual(new Set(numbers('ENTRY')));
    expect(numbers('STATE')).toEqual(expect.arrayContaining(answered));
    expect(index.Items?.map(({ n }) => n).sort()).toEqual(numbers('STATE').sort());
    await vi.waitFor(() => expect(seen).toHaveLength(items.length));
    await dynamo.service.close();
  });
});

/** Lets another process write transactions of two items as fast as it can, and kills it after the fiftieth. */
async function writeUntilKilled(directory: string): Promise<number[]> {
  const script = new URL('writer.ts', import.meta.url);
  const child: ChildProcess = fork(script, [directory], { execArgv: ['--import', 'tsx'] });
  const answered: number[] = [];
  child.on('message', (n: number) => {
    answered.push(n);
    if (answered.length === 50) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return answered;
}
