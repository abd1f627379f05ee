import type { Clock } from '../../../clock.ts';
import type { Json } from '../json.ts';
import { Cancelled } from './cancellation.ts';

export type TaskOutcome =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'failed'; readonly error?: string | undefined; readonly cause?: string | undefined }
  | { readonly kind: 'timedOut'; readonly heartbeat: boolean };

/** Both in milliseconds. */
export interface TaskLimits {
  readonly timeout?: number | undefined;
  readonly heartbeat?: number | undefined;
}

/** A task under way: whatever comes first, an answer or the end of a limit, is its outcome; the rest is ignored. */
export class PendingTask {
  readonly outcome: Promise<TaskOutcome>;
  readonly #clock: Clock;
  readonly #heartbeat: number | undefined;
  #resolve: (outcome: TaskOutcome) => void = () => {};
  #reject: (reason: Cancelled) => void = () => {};
  #over = false;
  #stopTimeout: () => void = () => {};
  #stopHeartbeat: () => void = () => {};

  /**
   * @param startedAt milliseconds since the epoch; after a restart the limits count from the first start
   * @param lastHeartbeatAt the same, of the last heartbeat if there was one
   */
  constructor(clock: Clock, limits: TaskLimits, startedAt: number, lastHeartbeatAt = startedAt) {
    this.#clock = clock;
    this.#heartbeat = limits.heartbeat;
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (limits.timeout !== undefined) {
      this.#stopTimeout = this.#timeOutAt(startedAt + limits.timeout, false);
    }
    this.#armHeartbeat(lastHeartbeatAt);
  }

  get over(): boolean {
    return this.#over;
  }

  settle(outcome: TaskOutcome): void {
    this.#stop();
    this.#resolve(outcome);
  }

  /** Nobody waits for the outcome any more. */
  cancel(): void {
    this.#stop();
    this.#reject(new Cancelled());
  }

  heartbeat(): void {
    this.#stopHeartbeat();
    if (!this.#over) this.#armHeartbeat(this.#clock.now());
  }

  #stop(): void {
    this.#over = true;
    this.#stopTimeout();
    this.#stopHeartbeat();
  }

  #armHeartbeat(since: number): void {
    if (this.#heartbeat !== undefined) this.#stopHeartbeat = this.#timeOutAt(since + this.#heartbeat, true);
  }

  #timeOutAt(time: number, heartbeat: boolean): () => void {
    return this.#clock.after(time - this.#clock.now(), () => {
      if (!this.#over) this.settle({ kind: 'timedOut', heartbeat });
    });
  }
}
