import type { Clock } from '../clock.ts';
import type { Behaviour } from './behaviour.ts';

/** Which commit a cluster has seen: the tip, or while it lags an older one. */
export class Lag {
  readonly #clock: Clock;
  readonly #behaviour: () => Behaviour;
  #seen: string | undefined;
  #behindSince: number | undefined;

  constructor(clock: Clock, behaviour: () => Behaviour) {
    this.#clock = clock;
    this.#behaviour = behaviour;
  }

  /** @returns undefined while it has not seen any commit. */
  see(tip: string): string | undefined {
    if (tip === this.#seen) return tip;
    const behaviour = this.#behaviour();
    this.#behindSince ??= this.#clock.now();
    const delayMs = behaviour.mode === 'lagging' ? behaviour.delayMs : 0;
    if (this.#clock.now() < this.#behindSince + delayMs) return this.#seen;
    this.#behindSince = undefined;
    this.#seen = tip;
    return tip;
  }
}
