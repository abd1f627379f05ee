import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { receiveQueuedReport } from '../../src/app/receive-queued-report.ts';
import { traced } from '../../src/aws/tracer.ts';
import {
  clock,
  configuration,
  deadLetters,
  health,
  ledger,
  log,
  repository,
  waits,
  workflow,
} from '../adapters.ts';
import { orDeadLetter } from '../poison.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('receive-queued-health', {
  clock,
  configuration,
  deadLetters,
  health,
  ledger,
  log,
  repository,
  waits,
  workflow,
});

export const handler = traced(handle);

/** Each message stands alone: what fails comes again, and holds back none of the others. */
async function handle({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  for (const record of Records) {
    try {
      await orDeadLetter(ports, record.body, () => receive(record));
    } catch (error) {
      ports.log.warn('A queued report could not be taken; it comes again', { error: String(error) });
      failed.push(record.messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** The queue sets these attributes itself; a sender can write the body only. */
const receive = ({ body, attributes }: SQSRecord): Promise<void> =>
  receiveQueuedReport(ports, {
    body: Buffer.from(body),
    sender: attributes.SenderId,
    sentAt: Number(attributes.SentTimestamp),
  });
