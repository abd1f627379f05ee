import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStreamToLambda } from '../../../../local/services/dynamodb/stream-to-lambda.ts';
import { type InvokeResult, LambdaClosedError } from '../../../../local/services/lambda/types.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { key, type Setup, setUp, TABLE } from './setup.ts';

const DONE: InvokeResult = { payload: { batchItemFailures: [] } };
const THREW: InvokeResult = { error: { errorType: 'Error', errorMessage: 'crash' } };
const failedAt = (record: DynamoDBRecord | undefined): InvokeResult => ({
  payload: { batchItemFailures: [{ itemIdentifier: record?.dynamodb?.SequenceNumber }] },
});

/** What the function does with a batch. */
let handle: (records: DynamoDBRecord[]) => InvokeResult | Promise<InvokeResult>;
/** Every batch that the function got. */
let batches: DynamoDBRecord[][];
let deadLetters: string[];
let clock: VirtualClock;
let directory: string;
let dynamo: Setup;

beforeEach(async () => {
  handle = () => DONE;
  batches = [];
  deadLetters = [];
  clock = new VirtualClock('2026-11-20T12:00:00Z');
  directory = await mkdtemp(join(tmpdir(), 'towpath-stream-'));
  const stream = await start();
  await dynamo.createTable();
  stream.resume();
});
afterEach(async () => {
  await dynamo.service.close();
  await rm(directory, { recursive: true, force: true });
});

async function start(batchingWindowSeconds = 0) {
  const stream = createStreamToLambda({
    account: { accountId: '111122223333', region: 'eu-west-1' },
    clock,
    functionName: 'publish',
    batchSize: 3,
    batchingWindowSeconds,
    maximumRetryAttempts: 2,
    filter: { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'LEDGER#' }] } } } },
    invoke: async (_, payload) => {
      const { Records } = payload as { Records: DynamoDBRecord[] };
      batches.push(Records);
      return handle(Records);
    },
    onFailure: async (body) => void deadLetters.push(body),
  });
  dynamo = await setUp({
    clock,
    directory: join(directory, 'data'),
    onChanges: stream.consume,
    batchingWindow: stream.window,
    ...(batchingWindowSeconds > 0 && { track: (work) => clock.track(work) }),
  });
  return stream;
}

const put = (sk: string) => dynamo.documents.send(new PutCommand({ TableName: TABLE, Item: key('p', sk) }));
const add = async (...names: string[]) => {
  for (const name of names) await put(`LEDGER#${name}`);
};
const nameOf = ({ dynamodb }: DynamoDBRecord) => dynamodb?.Keys?.sk?.S?.replace('LEDGER#', '');
const find = (name: string, records: DynamoDBRecord[]) => records.find((record) => nameOf(record) === name);
const expectBatches = (...expected: string[][]) =>
  vi.waitFor(() => expect(batches.map((batch) => batch.map(nameOf))).toEqual(expected));

/** Lets the function try again. */
async function retry(): Promise<void> {
  await vi.waitFor(() => expect(clock.pending).toBe(1));
  await clock.advance(1_000);
}

/** While the function has this record, the next ones gather behind it. The returned function lets it finish. */
async function holdAt(name: string): Promise<() => void> {
  const next = handle;
  let finish = () => {};
  handle = () =>
    new Promise((resolve) => {
      finish = () => resolve(DONE);
    });
  await add(name);
  await expectBatches([name]);
  handle = next;
  return finish;
}

describe('the stream of the table', () => {
  it('brings the function new rows that pass the filter, as they are', async () => {
    await put('STATE#HEAD');
    await add('1');
    const touched = { UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': 1 } };
    const Key = key('p', 'LEDGER#1');
    await dynamo.documents.send(new UpdateCommand({ TableName: TABLE, Key, ...touched }));
    await add('2');
    await expectBatches(['1'], ['2']);
    expect(batches[0]?.[0]?.dynamodb).toMatchObject({
      StreamViewType: 'NEW_IMAGE',
      NewImage: { sk: { S: 'LEDGER#1' } },
    });
  });

  it('brings as many at once as a batch may have, in their order', async () => {
    const finish = await holdAt('0');
    await add('1', '2', '3', '4');
    finish();
    await expectBatches(['0'], ['1', '2', '3'], ['4']);
  });

  it('begins again at the record that the function did not finish', async () => {
    let failures = 1;
    handle = (batch) => (failures-- > 0 ? failedAt(batch[1]) : DONE);
    const finish = await holdAt('0');
    await add('1', '2', '3');
    finish();
    await retry();
    await expectBatches(['0'], ['1', '2', '3'], ['2', '3']);
    expect(deadLetters).toEqual([]);
  });

  it('begins a batch anew when the function threw', async () => {
    let failures = 1;
    handle = () => (failures-- > 0 ? THREW : DONE);
    await add('1');
    await retry();
    await expectBatches(['1'], ['1']);
  });

  it('gives a record up after its retries, says where it is, and goes on', async () => {
    handle = (batch) => (find('poison', batch) ? failedAt(find('poison', batch)) : DONE);
    await add('poison');
    await retry();
    await retry();
    await add('next');
    await expectBatches(['poison'], ['poison'], ['poison'], ['next']);
    const number = batches[0]?.[0]?.dynamodb?.SequenceNumber;
    expect(deadLetters.map((letter) => JSON.parse(letter))).toEqual([
      {
        requestContext: {
          requestId: expect.any(String),
          functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:publish',
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 3,
        },
        version: '1.0',
        timestamp: '2026-11-20T12:00:02.000Z',
        DDBStreamBatchInfo: {
          shardId: 'shardId-local',
          startSequenceNumber: number,
          endSequenceNumber: number,
          approximateArrivalOfFirstRecord: '2026-11-20T12:00:00.000Z',
          approximateArrivalOfLastRecord: '2026-11-20T12:00:00.000Z',
          batchSize: 1,
          streamArn: expect.stringMatching(/:table\/towpath\/stream\//),
        },
      },
    ]);
  });

  it('brings a record again that the function had when the cloud died', async () => {
    handle = () => Promise.reject(new LambdaClosedError('publish'));
    await add('1');
    await expectBatches(['1']);
    await dynamo.service.close();

    handle = () => DONE;
    const restarted = await start();
    await put('STATE#HEAD');
    expect(batches).toHaveLength(1);
    restarted.resume();
    await expectBatches(['1'], ['1']);
    await add('2');
    await expectBatches(['1'], ['1'], ['2']);
  });
});

describe('a batching window', () => {
  const restart = async () => {
    await dynamo.service.close();
    (await start(5)).resume();
  };
  beforeEach(restart);

  it('gathers what comes until it is over, from the first wanted record on', async () => {
    await put('STATE#1');
    await clock.advance(60_000);
    await add('1');
    await clock.advance(3_000);
    await add('2');
    await clock.advance(1_999);
    expect(batches).toEqual([]);
    await clock.advance(1);
    await expectBatches(['1', '2']);
    await add('3');
    await clock.advance(5_000);
    await expectBatches(['1', '2'], ['3']);
  });

  it('begins anew after a restart, and loses nothing', async () => {
    await add('1');
    await clock.advance(3_000);
    await restart();
    await clock.advance(4_999);
    expect(batches).toEqual([]);
    await clock.advance(1);
    await expectBatches(['1']);
  });
});
