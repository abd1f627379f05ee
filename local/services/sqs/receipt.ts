import { ServiceError } from '../../service.ts';
import { invalidValue } from './errors.ts';
import { isFifo, type Message, type Queue } from './model.ts';
import type { Queues } from './queues.ts';

/** Each receipt of a message has a handle of its own; only the latest one counts. */
export function receiptHandle({ id, receiveCount }: Message): string {
  return Buffer.from(`${id}:${receiveCount}`).toString('base64');
}

interface Receipt {
  /** Undefined when the message is deleted. */
  readonly message: Message | undefined;
  readonly isLatest: boolean;
}

/** @throws ReceiptHandleIsInvalid when it never was the handle of a message */
export function readReceipt(queue: Queue, handle: string): Receipt {
  const [, id = '', count] = /^(.+):(\d+)$/.exec(Buffer.from(handle, 'base64').toString('utf8')) ?? [];
  if (count === undefined) {
    throw new ServiceError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not valid.`);
  }
  const message = queue.messages.get(id);
  return { message, isLatest: message?.received === true && message.receiveCount === Number(count) };
}

/**
 * Deletes as SQS does: again is fine, and a standard queue ignores an older receipt, but a FIFO queue refuses a
 * receipt whose visibility timeout has passed, because the message may be with somebody else.
 */
export function deleteByReceipt(queues: Queues, queue: Queue, handle: string): void {
  const { message, isLatest } = readReceipt(queue, handle);
  if (!message) return;
  if (isFifo(queue) && !(isLatest && queues.isInFlight(message))) {
    throw invalidValue('ReceiptHandle', handle, 'The receipt handle has expired.');
  }
  if (isLatest) queues.remove(queue, [message.id]);
}
