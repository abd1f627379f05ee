import { type Journal, openJournal } from '../../journal.ts';
import { queueDoesNotExist } from './errors.ts';
import type { Message, Queue, Sent } from './model.ts';

/** One change, as it stands in the journal. */
export type Entry =
  | { type: 'queue'; name: string; attributes: Record<string, string>; createdAt: number }
  | { type: 'sent'; queue: string; message: Message; deduplicationKey?: string }
  | { type: 'received'; queue: string; id: string; at: number }
  | { type: 'moved'; queue: string; id: string; to: string }
  | { type: 'gone'; queue: string; ids: string[] }
  | { type: 'recent'; queue: string; key: string; sent: Sent }
  | { type: 'sequence'; value: number };

/** A message that was sent again within this time is not sent. */
export const DEDUPLICATION_MS = 5 * 60_000;

/**
 * The queues and their messages, kept in a journal. That a message is in flight is not kept: whoever had received it
 * died with this process, so after a restart it is visible at once. Its receive count is kept, so that a message that
 * kills the process ends in the dead-letter queue.
 */
export class QueueStore {
  readonly #journal: Journal<Entry>;
  readonly #queues = new Map<string, Queue>();
  #sequence = 0;

  constructor(file: string | undefined) {
    this.#journal = openJournal<Entry>({
      file,
      apply: (entry) => this.#apply(entry),
      snapshot: () => this.#snapshot(),
    });
  }

  get nextSequence(): number {
    return this.#sequence + 1;
  }

  find(name: string): Queue {
    const queue = this.#queues.get(name);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  has(name: string): boolean {
    return this.#queues.has(name);
  }

  names(): string[] {
    return [...this.#queues.keys()];
  }

  append(entry: Entry): void {
    this.#journal.append(entry);
  }

  close(): void {
    this.#journal.close();
  }

  #apply(entry: Entry): void {
    switch (entry.type) {
      case 'queue':
        this.#applyQueue(entry);
        break;
      case 'sequence':
        this.#sequence = entry.value;
        break;
      case 'sent':
        this.#applySent(entry);
        break;
      case 'recent':
        this.find(entry.queue).recent.set(entry.key, entry.sent);
        break;
      case 'received':
        this.#applyReceived(entry);
        break;
      case 'moved':
        this.#applyMoved(entry);
        break;
      case 'gone':
        for (const id of entry.ids) this.find(entry.queue).messages.delete(id);
        break;
    }
  }

  #applyQueue({ name, attributes, createdAt }: Extract<Entry, { type: 'queue' }>): void {
    const queue = this.#queues.get(name);
    if (queue) queue.attributes = attributes;
    else this.#queues.set(name, { name, attributes, createdAt, messages: new Map(), recent: new Map() });
  }

  #applySent({ queue: name, message, deduplicationKey }: Extract<Entry, { type: 'sent' }>): void {
    const { messages, recent } = this.find(name);
    messages.set(message.id, message);
    this.#sequence = Math.max(this.#sequence, message.sequence);
    if (deduplicationKey === undefined) return;
    for (const [key, { at }] of recent) {
      if (at + DEDUPLICATION_MS > message.sentAt) break;
      recent.delete(key);
    }
    recent.delete(deduplicationKey);
    recent.set(deduplicationKey, { id: message.id, sequence: message.sequence, at: message.sentAt });
  }

  #applyReceived({ queue, id, at }: Extract<Entry, { type: 'received' }>): void {
    const message = this.find(queue).messages.get(id);
    if (!message) return;
    message.receiveCount += 1;
    message.firstReceivedAt ??= at;
  }

  #applyMoved({ queue, id, to }: Extract<Entry, { type: 'moved' }>): void {
    const message = this.find(queue).messages.get(id);
    if (!message) return;
    this.find(queue).messages.delete(id);
    const { firstReceivedAt: _, ...kept } = message;
    const fresh = { received: false, receiveCount: 0, visibleAt: message.sentAt, deadLetterSource: queue };
    this.find(to).messages.set(id, { ...kept, ...fresh });
  }

  *#snapshot(): Generator<Entry> {
    yield { type: 'sequence', value: this.#sequence };
    for (const { name, attributes, createdAt, messages, recent } of this.#queues.values()) {
      yield { type: 'queue', name, attributes, createdAt };
      for (const [key, sent] of recent) yield { type: 'recent', queue: name, key, sent };
      for (const message of messages.values()) {
        const visible = message.received ? { visibleAt: message.sentAt, received: false } : {};
        yield { type: 'sent', queue: name, message: { ...message, ...visible } };
      }
    }
  }
}
