import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { type Caller, type Input, type Operation, ServiceError } from '../../service.ts';
import { messageAttributes, sequenceNumber } from './attributes.ts';
import { invalidValue, missingParameter } from './errors.ts';
import { batch, numberIn, optional, pick, queueOf, required, wanted } from './input.ts';
import { isFifo, type Message, type MessageAttribute, type Queue, setting } from './model.ts';
import type { SqsPlace } from './place.ts';
import type { NewMessage, Queues } from './queues.ts';
import { deleteByReceipt, readReceipt, receiptHandle } from './receipt.ts';
import { waitFor } from './wait.ts';

const VISIBILITY = [0, 43_200] as const;

export function messageOperations(queues: Queues, place: SqsPlace, clock: Clock): Record<string, Operation> {
  return {
    async SendMessage(input, caller) {
      return send(queues, queueOf(queues, input), input, senderOf(caller));
    },
    async SendMessageBatch(input, caller) {
      const queue = queueOf(queues, input);
      return batch(input, (entry) => send(queues, queue, entry, senderOf(caller)));
    },
    ReceiveMessage: (input) => receive(queues, place, clock, input),
    async DeleteMessage(input) {
      deleteByReceipt(queues, queueOf(queues, input), required(input, 'ReceiptHandle'));
      return {};
    },
    async DeleteMessageBatch(input) {
      const queue = queueOf(queues, input);
      return batch(input, (entry) => {
        deleteByReceipt(queues, queue, required(entry, 'ReceiptHandle'));
        return {};
      });
    },
    async ChangeMessageVisibility(input) {
      changeVisibility(queues, queueOf(queues, input), input);
      return {};
    },
  };
}

/**
 * On AWS the access key leads to the role; here a caller who is a role gives the role's unique id for its access key.
 */
const senderOf = (caller: Caller | undefined): string | undefined =>
  caller?.accessKeyId?.startsWith('AROA') ? `${caller.accessKeyId}:local` : undefined;

function send(queues: Queues, queue: Queue, input: Input, sender: string | undefined): object {
  const body = required(input, 'MessageBody');
  const limit = setting(queue, 'MaximumMessageSize');
  if (Buffer.byteLength(body) > limit) {
    throw invalidValue('MessageBody', '', `Message must be shorter than ${limit} bytes.`);
  }
  const attributes = (input.MessageAttributes ?? {}) as Record<string, MessageAttribute>;
  const delaySeconds = numberIn(input, 'DelaySeconds', [0, 900]);
  const sent = queues.send(queue, {
    body,
    attributes,
    delaySeconds,
    sender,
    ...fifoMembers(queue, input, body),
  });
  return {
    MessageId: sent.id,
    MD5OfMessageBody: md5(body),
    ...(isFifo(queue) && { SequenceNumber: sequenceNumber(sent.sequence) }),
  };
}

function fifoMembers(queue: Queue, input: Input, body: string): Partial<NewMessage> {
  const groupId = optional(input, 'MessageGroupId');
  const given = optional(input, 'MessageDeduplicationId');
  if (!isFifo(queue)) {
    if (given === undefined) return { groupId };
    throw invalidValue(
      'MessageDeduplicationId',
      given,
      'The request include parameter that is not valid for this queue type.',
    );
  }
  if (groupId === undefined) throw missingParameter('MessageGroupId');
  if (numberIn(input, 'DelaySeconds', [0, 900]) !== undefined) {
    throw invalidValue(
      'DelaySeconds',
      input.DelaySeconds,
      'The request include parameter that is not valid for this queue type.',
    );
  }
  const byContent = queue.attributes.ContentBasedDeduplication === 'true';
  const deduplicationId = given ?? (byContent ? createHash('sha256').update(body).digest('hex') : undefined);
  if (deduplicationId === undefined) {
    throw new ServiceError(
      'InvalidParameterValue',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  const perGroup = queue.attributes.DeduplicationScope === 'messageGroup';
  return {
    groupId,
    deduplicationId,
    deduplicationKey: perGroup ? `${groupId}/${deduplicationId}` : deduplicationId,
  };
}

async function receive(queues: Queues, place: SqsPlace, clock: Clock, input: Input): Promise<object> {
  const queue = queueOf(queues, input);
  const limit = numberIn(input, 'MaxNumberOfMessages', [1, 10]) ?? 1;
  const visibility = numberIn(input, 'VisibilityTimeout', VISIBILITY);
  const waitSeconds =
    numberIn(input, 'WaitTimeSeconds', [0, 20]) ?? setting(queue, 'ReceiveMessageWaitTimeSeconds');
  const messages = await waitFor({ queues, clock, queue, milliseconds: 1000 * waitSeconds }, () =>
    queues.receive(queue, limit, visibility),
  );
  return messages.length === 0
    ? {}
    : { Messages: messages.map((message) => show(queue, message, place, input)) };
}

function show(queue: Queue, message: Message, place: SqsPlace, input: Input): object {
  const wantsSystem = wanted(input, 'MessageSystemAttributeNames', 'AttributeNames');
  const attributes = pick(message.attributes, wanted(input, 'MessageAttributeNames'));
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(message),
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: pick(messageAttributes(queue, message, place), wantsSystem),
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
  };
}

function changeVisibility(queues: Queues, queue: Queue, input: Input): void {
  const { message, isLatest } = readReceipt(queue, required(input, 'ReceiptHandle'));
  const seconds = numberIn(input, 'VisibilityTimeout', VISIBILITY);
  if (seconds === undefined) throw missingParameter('VisibilityTimeout');
  if (!message || !isLatest || !queues.isInFlight(message)) {
    throw new ServiceError('MessageNotInflight', "The message referred to isn't in flight.");
  }
  queues.setVisibility(queue, message, seconds);
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
