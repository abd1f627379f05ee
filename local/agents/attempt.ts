import type { FollowerOptions } from './follower.ts';

/** What an agent's object looked at last, and when: again at its interval, and at once when there is another commit. */
export class Attempt {
  readonly #options: Pick<FollowerOptions<never>, 'clock' | 'config'>;
  #commit: string | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;

  constructor(options: Pick<FollowerOptions<never>, 'clock' | 'config'>) {
    this.#options = options;
  }

  get startedAt(): number {
    return this.#startedAt;
  }

  isDue(commit: string): boolean {
    const { clock, config } = this.#options;
    return commit !== this.#commit || clock.now() >= this.#startedAt + config.intervalMs;
  }

  begin(commit: string): void {
    this.#startedAt = this.#options.clock.now();
    this.#commit = commit;
  }
}
