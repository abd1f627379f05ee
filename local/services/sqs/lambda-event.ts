import type { SQSBatchResponse, SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { messageAttributes } from './attributes.ts';
import { md5 } from './message-operations.ts';
import type { Message, Queue } from './model.ts';
import type { SqsPlace } from './place.ts';
import { receiptHandle } from './receipt.ts';

/** What a Lambda function gets from an SQS event source mapping. */
export function sqsEvent(queue: Queue, messages: readonly Message[], place: SqsPlace): SQSEvent {
  return { Records: messages.map((message) => sqsRecord(queue, message, place)) };
}

function sqsRecord(queue: Queue, message: Message, place: SqsPlace): SQSRecord {
  return {
    messageId: message.id,
    receiptHandle: receiptHandle(message),
    body: message.body,
    attributes: messageAttributes(queue, message, place) as unknown as SQSRecord['attributes'],
    messageAttributes: lambdaAttributes(message),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: place.arn(queue.name),
    awsRegion: place.region,
  };
}

function lambdaAttributes({ attributes }: Message): SQSMessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType as SQSMessageAttributes[string]['dataType'],
      },
    ]),
  );
}

/**
 * The messages that a function did not finish, by its partial batch response. A response that names a message which
 * was not in the batch, or none where one is due, fails the whole batch (Lambda developer guide, "Implementing
 * partial batch responses").
 */
export function failedIds(response: unknown, ids: readonly string[]): ReadonlySet<string> {
  const failures = (response as Partial<SQSBatchResponse> | null | undefined)?.batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return new Set(ids);
  const failed = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  return failed.every((id) => ids.includes(id as string)) ? new Set(failed as string[]) : new Set(ids);
}
