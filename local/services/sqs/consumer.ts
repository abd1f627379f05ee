import type { Clock } from '../../clock.ts';
import { failedIds, sqsEvent } from './lambda-event.ts';
import { isFifo, type Queue } from './model.ts';
import type { SqsPlace } from './place.ts';
import type { Queues } from './queues.ts';
import { readReceipt } from './receipt.ts';

/** Runs a Lambda function. A function that threw is `error`; a rejection counts as the same. */
export type Invoke = (
  functionName: string,
  payload: unknown,
) => Promise<{ payload: unknown } | { error: { errorType: string; errorMessage: string } }>;

export interface ConsumeOptions {
  readonly queue: string;
  readonly functionName: string;
  /** The most messages that one invocation gets. */
  readonly batchSize: number;
  readonly invoke: Invoke;
  /** How many invocations run at once; 5 when not given, with which Lambda begins. */
  readonly maximumConcurrency?: number;
}

/**
 * An event source mapping with ReportBatchItemFailures. Messages that the function finished are deleted; the others
 * come back when their visibility timeout ends, at last into the dead-letter queue. It is woken by sends, by the end
 * of an invocation and by the end of a visibility timeout; it never polls idly.
 */
export class Consumer {
  readonly #queues: Queues;
  readonly #queue: Queue;
  readonly #clock: Clock;
  readonly #place: SqsPlace;
  readonly #options: ConsumeOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #stopListening: () => void;
  #cancelTimer = () => {};
  #closed = false;

  constructor(queues: Queues, clock: Clock, place: SqsPlace, options: ConsumeOptions) {
    this.#queues = queues;
    this.#queue = queues.find(options.queue);
    this.#clock = clock;
    this.#place = place;
    this.#options = options;
    this.#stopListening = queues.listen(options.queue, () => this.#poll());
    this.#poll();
  }

  /** Takes no more messages; resolves when the invocations under way have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    this.#cancelTimer();
    await Promise.all(this.#running);
  }

  #poll(): void {
    this.#cancelTimer();
    const { batchSize, maximumConcurrency = 5 } = this.#options;
    while (!this.#closed && this.#running.size < maximumConcurrency) {
      const messages = this.#queues.receive(this.#queue, batchSize);
      if (messages.length === 0) {
        this.#sleep();
        return;
      }
      const running = this.#process(sqsEvent(this.#queue, messages, this.#place)).finally(() => {
        this.#running.delete(running);
        this.#poll();
      });
      this.#running.add(running);
    }
  }

  #sleep(): void {
    const next = this.#queues.nextVisibleAt(this.#queue);
    if (next !== undefined)
      this.#cancelTimer = this.#clock.after(next - this.#clock.now(), () => this.#poll());
  }

  async #process(event: ReturnType<typeof sqsEvent>): Promise<void> {
    const outcome = await this.#invoke(event);
    if (outcome === undefined || 'error' in outcome) return;
    const failed = failedIds(
      outcome.payload,
      event.Records.map(({ messageId }) => messageId),
    );
    const finished = event.Records.filter(
      ({ messageId, receiptHandle }) => !failed.has(messageId) && this.#isStillOurs(receiptHandle),
    );
    this.#queues.remove(
      this.#queue,
      finished.map(({ messageId }) => messageId),
    );
  }

  async #invoke(event: unknown): Promise<Awaited<ReturnType<Invoke>> | undefined> {
    try {
      return await this.#options.invoke(this.#options.functionName, event);
    } catch {
      return undefined;
    }
  }

  #isStillOurs(receiptHandle: string): boolean {
    const { message, isLatest } = readReceipt(this.#queue, receiptHandle);
    return isLatest && (!isFifo(this.#queue) || (message !== undefined && this.#queues.isInFlight(message)));
  }
}
