/** What SQS knows of a message. Times are milliseconds since the epoch. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** The unique id of the role that sent it, with its session; the account's own where it is not known. */
  readonly sender?: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** Grows with every message sent; FIFO queues show it. */
  readonly sequence: number;
  readonly sentAt: number;
  /** Nobody receives it before: it is delayed, or in flight. */
  visibleAt: number;
  /** Received and not yet deleted; in flight as long as `visibleAt` lies ahead. */
  received: boolean;
  receiveCount: number;
  firstReceivedAt?: number;
  /** The queue that gave up on it, in a dead-letter queue. */
  deadLetterSource?: string;
}

/** As the API has it: `DataType` is String, Number or Binary, with an optional suffix. Binary values are base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export interface Queue {
  readonly name: string;
  readonly createdAt: number;
  /** As given to CreateQueue; `setting` knows the defaults. */
  attributes: Readonly<Record<string, string>>;
  /** In the order in which they were sent. */
  readonly messages: Map<string, Message>;
  /** What was sent in the last five minutes, by deduplication key. */
  readonly recent: Map<string, Sent>;
}

export interface Sent {
  readonly id: string;
  readonly sequence: number;
  readonly at: number;
}

/** Defaults of AWS, in the units of the API (seconds, bytes). */
export const DEFAULTS = {
  VisibilityTimeout: 30,
  DelaySeconds: 0,
  MessageRetentionPeriod: 345_600,
  ReceiveMessageWaitTimeSeconds: 0,
  MaximumMessageSize: 1_048_576,
};

export function setting(queue: Queue, name: keyof typeof DEFAULTS): number {
  return Number(queue.attributes[name] ?? DEFAULTS[name]);
}

export function isFifo(queue: Queue): boolean {
  return queue.name.endsWith('.fifo');
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export function redrivePolicy({ attributes }: Queue): RedrivePolicy | undefined {
  return attributes.RedrivePolicy === undefined ? undefined : parseRedrivePolicy(attributes.RedrivePolicy);
}

/** AWS takes `maxReceiveCount` as a number or as text. */
export function parseRedrivePolicy(json: string): RedrivePolicy | undefined {
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(json) as Record<string, unknown>;
    const count = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn !== 'string' || !Number.isInteger(count) || count < 1) return undefined;
    return { deadLetterTargetArn, maxReceiveCount: count };
  } catch {
    return undefined;
  }
}

export function queueNameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
