import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { publishEvents } from '../../src/app/publish-events.ts';
import { streamedRow } from '../../src/aws/ledger-stream.ts';
import { traced } from '../../src/aws/tracer.ts';
import { events, log } from '../adapters.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('publish-events', { events, log });

export const handler = traced(handle);

/** Lambda goes on at the first record named here; after the last attempt it goes on behind them. */
async function handle({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const failed = await publishEvents(ports, Records.map(streamedRow));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
