import { ServiceError } from '../../service.ts';
import { invalidValue } from './errors.ts';
import { DEFAULTS, isFifo, type Message, parseRedrivePolicy, type Queue, queueNameOf } from './model.ts';
import type { SqsPlace } from './place.ts';
import type { Queues } from './queues.ts';

/** Whole numbers and their limits, from the API reference of CreateQueue. */
const LIMITS: Record<string, readonly [number, number]> = {
  VisibilityTimeout: [0, 43_200],
  DelaySeconds: [0, 900],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  MaximumMessageSize: [1_024, 1_048_576],
};
const OTHERS = new Set([
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
]);

/** @throws what CreateQueue and SetQueueAttributes answer to attributes that make no sense */
export function checkAttributes(queues: Queues, name: string, attributes: Record<string, string>): void {
  for (const [attribute, value] of Object.entries(attributes)) {
    const limits = LIMITS[attribute];
    if (!limits && !OTHERS.has(attribute)) {
      throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${attribute}.`);
    }
    if (
      limits &&
      !(Number.isInteger(Number(value)) && limits[0] <= Number(value) && Number(value) <= limits[1])
    ) {
      throw new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${attribute}.`);
    }
  }
  const fifo = name.endsWith('.fifo');
  if ((attributes.FifoQueue === 'true') !== fifo) {
    throw invalidValue(
      'QueueName',
      name,
      'The name of a FIFO queue, and of no other, ends with the .fifo suffix.',
    );
  }
  if (attributes.RedrivePolicy !== undefined) checkRedrivePolicy(queues, attributes.RedrivePolicy, fifo);
}

function checkRedrivePolicy(queues: Queues, json: string, fifo: boolean): void {
  const policy = parseRedrivePolicy(json);
  if (!policy) {
    throw invalidValue(
      'RedrivePolicy',
      json,
      'It needs deadLetterTargetArn and a maxReceiveCount of at least 1.',
    );
  }
  const target = queueNameOf(policy.deadLetterTargetArn);
  if (!queues.has(target)) throw invalidValue('RedrivePolicy', json, 'Dead letter target does not exist.');
  if (target.endsWith('.fifo') !== fifo) {
    throw invalidValue('RedrivePolicy', json, 'Dead-letter queue must be same type of queue as the source.');
  }
}

/** Everything that GetQueueAttributes can tell; the values are text, as on AWS. */
export function queueAttributes(
  queues: Queues,
  queue: Queue,
  arn: string,
  now: number,
): Record<string, string> {
  const messages = [...queue.messages.values()];
  const inFlight = messages.filter((message) => queues.isInFlight(message)).length;
  const delayed = messages.filter(({ received, visibleAt }) => !received && visibleAt > now).length;
  return {
    ...Object.fromEntries(Object.entries(DEFAULTS).map(([name, value]) => [name, String(value)])),
    ...queue.attributes,
    QueueArn: arn,
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    ApproximateNumberOfMessages: String(messages.length - inFlight - delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
}

/** The system attributes of a received message. */
export function messageAttributes(queue: Queue, message: Message, place: SqsPlace): Record<string, string> {
  const { groupId, deduplicationId, deadLetterSource, sender } = message;
  return {
    SenderId: sender ?? place.accountId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(isFifo(queue) && { SequenceNumber: sequenceNumber(message.sequence) }),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
    ...(deadLetterSource !== undefined && { DeadLetterQueueSourceArn: place.arn(deadLetterSource) }),
  };
}

/** 20 digits, as AWS has it; equal lengths also sort as text. */
export function sequenceNumber(sequence: number): string {
  return `1${String(sequence).padStart(19, '0')}`;
}
