import type { Clock } from '../../clock.ts';
import {
  isFifo,
  type Message,
  type MessageAttribute,
  type Queue,
  queueNameOf,
  redrivePolicy,
  type Sent,
  setting,
} from './model.ts';
import { DEDUPLICATION_MS, QueueStore } from './queue-store.ts';

export interface NewMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  readonly sender?: string | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly deduplicationKey?: string | undefined;
  readonly delaySeconds?: number | undefined;
}

export interface QueuesOptions {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly file?: string | undefined;
}

/** What SQS does with queues and messages; the wire format is up to the operations. */
export class Queues {
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #store: QueueStore;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor({ clock, newId, file }: QueuesOptions) {
    this.#clock = clock;
    this.#newId = newId;
    this.#store = new QueueStore(file);
  }

  /** @throws QueueDoesNotExist */
  find(name: string): Queue {
    return this.#store.find(name);
  }

  has(name: string): boolean {
    return this.#store.has(name);
  }

  names(): string[] {
    return this.#store.names();
  }

  /** Makes a queue, or changes the attributes of one. */
  put(name: string, attributes: Record<string, string>): void {
    const createdAt = this.has(name) ? this.find(name).createdAt : this.#clock.now();
    this.#store.append({ type: 'queue', name, attributes, createdAt });
    this.#wake(name);
  }

  /** A message that was sent within the last five minutes is answered as then, and not sent again. */
  send(queue: Queue, message: NewMessage): Sent {
    const { deduplicationKey } = message;
    const now = this.#clock.now();
    const earlier = deduplicationKey === undefined ? undefined : queue.recent.get(deduplicationKey);
    if (earlier && earlier.at + DEDUPLICATION_MS > now) return earlier;
    const stored: Message = {
      id: this.#newId(),
      body: message.body,
      attributes: message.attributes ?? {},
      ...(message.sender !== undefined && { sender: message.sender }),
      ...(message.groupId !== undefined && { groupId: message.groupId }),
      ...(message.deduplicationId !== undefined && { deduplicationId: message.deduplicationId }),
      sequence: this.#store.nextSequence,
      sentAt: now,
      visibleAt: now + 1000 * (message.delaySeconds ?? setting(queue, 'DelaySeconds')),
      received: false,
      receiveCount: 0,
    };
    this.#store.append({
      type: 'sent',
      queue: queue.name,
      message: stored,
      ...(deduplicationKey !== undefined && { deduplicationKey }),
    });
    this.#wake(queue.name);
    return { id: stored.id, sequence: stored.sequence, at: now };
  }

  /** Up to `limit` messages, in flight from now for `visibilitySeconds`. */
  receive(
    queue: Queue,
    limit: number,
    visibilitySeconds = setting(queue, 'VisibilityTimeout'),
  ): readonly Message[] {
    this.#dropOutdated(queue);
    this.#moveExhausted(queue);
    const now = this.#clock.now();
    const taken = this.#available(queue).slice(0, limit);
    for (const message of taken) {
      this.#store.append({ type: 'received', queue: queue.name, id: message.id, at: now });
      message.received = true;
      message.visibleAt = now + 1000 * visibilitySeconds;
    }
    return taken;
  }

  isInFlight({ received, visibleAt }: Message): boolean {
    return received && visibleAt > this.#clock.now();
  }

  setVisibility(queue: Queue, message: Message, seconds: number): void {
    message.visibleAt = this.#clock.now() + 1000 * seconds;
    this.#wake(queue.name);
  }

  remove(queue: Queue, ids: string[]): void {
    if (ids.length === 0) return;
    this.#store.append({ type: 'gone', queue: queue.name, ids });
    this.#wake(queue.name);
  }

  move(queue: Queue, message: Message, to: string): void {
    this.#store.append({ type: 'moved', queue: queue.name, id: message.id, to });
    this.#wake(queue.name);
    this.#wake(to);
  }

  /** When the next message that is delayed or in flight becomes visible; undefined if there is none. */
  nextVisibleAt(queue: Queue): number | undefined {
    const now = this.#clock.now();
    const times = [...queue.messages.values()].map(({ visibleAt }) => visibleAt).filter((at) => at > now);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Calls `listener` when a message of the queue may have become available other than by the passing of time. */
  listen(name: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  close(): void {
    this.#store.close();
  }

  /** In a FIFO queue a message in flight, or one that is delayed, holds back all of its group. */
  #available(queue: Queue): Message[] {
    const now = this.#clock.now();
    const messages = [...queue.messages.values()];
    const hidden = messages.filter(({ visibleAt }) => visibleAt > now);
    const blocked = new Set(isFifo(queue) ? hidden.map(({ groupId }) => groupId) : []);
    return messages.filter(({ visibleAt, groupId }) => visibleAt <= now && !blocked.has(groupId));
  }

  #moveExhausted(queue: Queue): void {
    const policy = redrivePolicy(queue);
    const to = policy && queueNameOf(policy.deadLetterTargetArn);
    if (!to || !this.has(to)) return;
    const exhausted = this.#available(queue).filter(
      ({ receiveCount }) => receiveCount >= policy.maxReceiveCount,
    );
    for (const message of exhausted) this.move(queue, message, to);
  }

  #dropOutdated(queue: Queue): void {
    const oldest = this.#clock.now() - 1000 * setting(queue, 'MessageRetentionPeriod');
    const outdated = [...queue.messages.values()].filter(({ sentAt }) => sentAt < oldest);
    this.remove(
      queue,
      outdated.map(({ id }) => id),
    );
  }

  /** Later, because it happens in the midst of changes. */
  #wake(name: string): void {
    for (const listener of this.#listeners.get(name) ?? []) queueMicrotask(listener);
  }
}
