import { functions } from '../../functions/manifest.ts';
import type { VirtualClock } from '../../local/virtual-clock.ts';

const EVERY_MS = functions.sweep.trigger.everyMinutes * 60_000;
/** How often it runs while nothing happens. */
const QUIET_MS = 24 * 60 * 60_000;

/**
 * The schedule of the sweep. After two runs between which nothing was written, it runs once a day until something is:
 * a sweep of an unchanged world finds what the last one found, but for a limit of time that ran out meanwhile. Days of
 * waiting would otherwise be spent in sweeps.
 */
export class SweepSchedule {
  readonly #clock: VirtualClock;
  readonly #sweep: () => Promise<unknown>;
  #changed = true;
  #isSweeping = false;
  #lastRun = 0;
  #restlessUntil = 0;
  #cancel = () => {};

  constructor(clock: VirtualClock, sweep: () => Promise<unknown>) {
    this.#clock = clock;
    this.#sweep = sweep;
  }

  start(): void {
    this.#cancel = this.#clock.after(EVERY_MS, () => {
      this.start();
      this.#tick();
    });
  }

  /** What a sweep notes down for itself is no change; what it decides is. */
  noteChange(isDecision: boolean): void {
    if (isDecision || !this.#isSweeping) this.#changed = true;
  }

  /** An artifact has come: its release may be due by time alone, when nothing else comes. */
  noteArrival(): void {
    this.#restlessUntil = this.#clock.now() + QUIET_MS;
  }

  close(): void {
    this.#cancel();
  }

  #tick(): void {
    const now = this.#clock.now();
    if (!this.#changed && now > this.#restlessUntil && now - this.#lastRun < QUIET_MS) return;
    this.#lastRun = now;
    this.#changed = false;
    this.#isSweeping = true;
    const over = (): void => {
      this.#isSweeping = false;
    };
    // It rejects only when the world is closed meanwhile.
    this.#sweep().then(over, over);
  }
}
