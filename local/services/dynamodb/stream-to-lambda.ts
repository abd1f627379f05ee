import { randomUUID } from 'node:crypto';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Clock } from '../../clock.ts';
import { compilePattern } from '../eventbridge/pattern.ts';
import { type Account, functionArn } from '../lambda/names.ts';
import type { InvokeLambda } from '../lambda/types.ts';
import { failedIds } from '../sqs/lambda-event.ts';
import type { BatchingWindow, ChangeConsumer } from './changes.ts';

export interface StreamToLambdaOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly invoke: InvokeLambda;
  readonly functionName: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumRetryAttempts: number;
  /** Which records the function gets; the language is that of event patterns. */
  readonly filter: unknown;
  /** Takes the record, in JSON, of a batch that was given up. */
  readonly onFailure: (body: string) => Promise<void>;
}

export interface StreamToLambda {
  readonly consume: ChangeConsumer;
  /** How the changes are to be gathered. */
  readonly window: BatchingWindow;
  /** Nothing is delivered before: what is left of the last start is there before functions can be invoked. */
  resume(): void;
}

/** Lambda's own backoff begins short and ends at a minute. */
const RETRY_MS = 1_000;

/**
 * An event source mapping on the table's stream with ReportBatchItemFailures: a batch begins again at the first record
 * that the function did not finish, and after the last retry its rest goes to the on-failure destination, which gets
 * its place in the stream only (Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB").
 */
export function createStreamToLambda(options: StreamToLambdaOptions): StreamToLambda {
  const { clock, invoke, functionName, batchSize, maximumRetryAttempts, onFailure } = options;
  const takes = compilePattern(options.filter);
  let resume = (): void => {};
  const resumed = new Promise<void>((resolve) => {
    resume = resolve;
  });

  async function unfinished(records: DynamoDBRecord[]): Promise<DynamoDBRecord[]> {
    const outcome = await invoke(functionName, { Records: records });
    if ('error' in outcome) return records;
    const failed = failedIds(outcome.payload, records.map(numberOf));
    const first = records.findIndex((record) => failed.has(numberOf(record)));
    return first < 0 ? [] : records.slice(first);
  }

  async function deliver(batch: DynamoDBRecord[]): Promise<void> {
    let rest = await unfinished(batch);
    for (let retry = 0; retry < maximumRetryAttempts && rest.length > 0; retry += 1) {
      await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
      rest = await unfinished(rest);
    }
    if (rest.length > 0) await onFailure(JSON.stringify(failureOf(rest, options)));
  }

  return {
    window: { milliseconds: options.batchingWindowSeconds * 1000, wanted: takes },
    resume,
    async consume(records) {
      await resumed;
      const taken = records.filter(takes).map(withNewImageOnly);
      for (let start = 0; start < taken.length; start += batchSize)
        await deliver(taken.slice(start, start + batchSize));
    },
  };
}

const numberOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? '';

function withNewImageOnly(record: DynamoDBRecord): DynamoDBRecord {
  const { OldImage: _, ...change } = record.dynamodb ?? {};
  return { ...record, dynamodb: { ...change, StreamViewType: 'NEW_IMAGE' } };
}

function failureOf(
  records: readonly DynamoDBRecord[],
  { account, clock, functionName, maximumRetryAttempts }: StreamToLambdaOptions,
): object {
  const [first, last] = [records[0], records.at(-1)];
  const arrival = (record: DynamoDBRecord | undefined): string =>
    new Date((record?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
  return {
    requestContext: {
      requestId: randomUUID(),
      functionArn: functionArn(account, functionName),
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: maximumRetryAttempts + 1,
    },
    version: '1.0',
    timestamp: new Date(clock.now()).toISOString(),
    DDBStreamBatchInfo: {
      shardId: 'shardId-local',
      startSequenceNumber: first && numberOf(first),
      endSequenceNumber: last && numberOf(last),
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn: first?.eventSourceARN,
    },
  };
}
