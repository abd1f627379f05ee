import type { Clock } from '../clock.ts';
import type { Follower } from './follower.ts';
import type { Lag } from './lag.ts';
import type { Mirror } from './mirror.ts';

export interface ClusterOptions {
  readonly mirror: Pick<Mirror, 'refresh'>;
  readonly lag: Lag;
  /** Asked at the end of each look. */
  readonly intervalMs: () => number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of trouble once, until it changes or is over. */
  readonly complain: (message: string) => void;
}

/** Looks at the repository at its interval, or when it is woken, and lets its objects follow. */
export class Cluster {
  readonly #options: ClusterOptions;
  #followers: readonly Follower[] = [];
  readonly #atWork = new Map<Follower, Promise<void>>();
  /** Those that reconcile as soon as they can, whether or not anything is new. */
  readonly #wanted = new Set<Follower>();
  #round: Promise<void> | undefined;
  #isWoken = false;
  #trouble = '';
  #cancelTimer: () => void = () => {};

  constructor(options: ClusterOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#cancelTimer());
  }

  /** From now on these are its objects. One that is gone finishes what it is about, and reports no more. */
  follow(followers: readonly Follower[]): void {
    this.#followers = followers;
  }

  /** Looks now, not at the end of the interval. */
  wake(): void {
    if (this.#options.signal.aborted) return;
    if (this.#round !== undefined) {
      this.#isWoken = true;
      return;
    }
    this.#cancelTimer();
    this.#round = this.#look().finally(() => this.#endRound());
  }

  /** Lets every object reconcile, and so report, even if nothing is new. */
  reconcileAll(): void {
    for (const follower of this.#followers) this.#wanted.add(follower);
    this.wake();
  }

  /** Resolves when nothing is under way any more; call it after the signal was aborted. */
  async stopped(): Promise<void> {
    await this.#round;
    await Promise.all(this.#atWork.values());
  }

  async #look(): Promise<void> {
    try {
      const tip = await this.#options.mirror.refresh();
      const commit = tip === undefined ? undefined : this.#options.lag.see(tip);
      if (commit !== undefined) this.#follow(commit);
      this.#trouble = '';
    } catch (error) {
      this.#complain(error);
    }
  }

  #endRound(): void {
    this.#round = undefined;
    if (this.#options.signal.aborted) return;
    if (this.#isWoken) {
      this.#isWoken = false;
      this.wake();
    } else {
      this.#cancelTimer = this.#options.clock.after(this.#options.intervalMs(), () => this.wake());
    }
  }

  #follow(commit: string): void {
    for (const follower of this.#followers) {
      if (!this.#wanted.has(follower) && !follower.isDue(commit)) continue;
      if (this.#atWork.has(follower)) {
        // As in Flux it finishes first, and then takes what is the tip by then.
        this.#wanted.add(follower);
      } else {
        this.#wanted.delete(follower);
        this.#atWork.set(follower, this.#reconcile(follower, commit));
      }
    }
  }

  async #reconcile(follower: Follower, commit: string): Promise<void> {
    await follower.reconcile(commit).catch((error: unknown) => this.#complain(error));
    this.#atWork.delete(follower);
    if (this.#wanted.has(follower)) this.wake();
  }

  #complain(error: unknown): void {
    const trouble = error instanceof Error ? error.message.trim() : String(error);
    if (!this.#options.signal.aborted && trouble !== this.#trouble) this.#options.complain(trouble);
    this.#trouble = trouble;
  }
}
