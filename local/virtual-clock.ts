import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from './clock.ts';

interface Timer {
  readonly due: number;
  readonly task: () => void;
}

/** Event loop turns after which work that uses nothing but promises has certainly come to rest. */
const TURNS = 2;

/** Time stood still although the awaited condition did not hold: the message says what was pending. */
export class VirtualTimeError extends Error {
  override readonly name = 'VirtualTimeError';
}

/**
 * A clock that moves only when it is told to. Between two timers it lets everything that only waits for promises come
 * to rest, so a simulation sees the same order of events on every machine. Work that leaves the process or the
 * thread (files, sockets, workers) is invisible to it and must be handed to `track`.
 */
export class VirtualClock implements Clock {
  #now: number;
  /** By due time; among equals, in the order of their calls. */
  readonly #timers: Timer[] = [];
  readonly #tracked = new Set<Promise<unknown>>();
  #moving = false;

  /** @param start milliseconds since the epoch, or an ISO 8601 date */
  constructor(start: number | string = '2026-01-01T00:00:00.000Z') {
    this.#now = new Date(start).getTime();
    if (Number.isNaN(this.#now)) throw new VirtualTimeError(`"${start}" is not a date a clock can start at`);
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, task: () => void): () => void {
    if (Number.isNaN(milliseconds))
      throw new VirtualTimeError('a timer needs a number of milliseconds, got NaN');
    const timer: Timer = { due: this.#now + Math.max(0, milliseconds), task };
    this.#timers.splice(this.#placeFor(timer.due), 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /** How many timers have not fired. */
  get pending(): number {
    return this.#timers.length;
  }

  /** When the next timer fires, in milliseconds since the epoch. */
  get nextDue(): number | undefined {
    return this.#timers[0]?.due;
  }

  /**
   * Makes time wait for `work`; returns it. For work that the event loop alone does not finish, e.g. a file write or
   * a call over HTTP. Work that itself waits for a timer of this clock would stop time for ever: do not track it.
   */
  track<T>(work: Promise<T>): Promise<T> {
    const forget = () => {
      this.#tracked.delete(done);
    };
    const done: Promise<void> = work.then(forget, forget);
    this.#tracked.add(done);
    return work;
  }

  /** Lets pending promises and tracked work come to rest. Time does not move. */
  async settle(): Promise<void> {
    do {
      await Promise.all(this.#tracked);
      for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
    } while (this.#tracked.size > 0);
  }

  /** Moves time by `milliseconds` and fires what becomes due on the way, each timer at its own time. */
  async advance(milliseconds: number): Promise<void> {
    const target = this.#now + milliseconds;
    await this.#move(async () => {
      while (this.nextDue !== undefined && this.nextDue <= target) await this.#fireNext();
      this.#now = Math.max(this.#now, target);
    });
  }

  /** Moves time to the next timer and fires it; false if there is none. */
  async advanceToNext(): Promise<boolean> {
    return this.#move(async () => {
      if (this.nextDue === undefined) return false;
      await this.#fireNext();
      return true;
    });
  }

  /**
   * Fires timer after timer until `condition` holds.
   * @param options.within how far time may move, in milliseconds; a year if not given
   * @throws VirtualTimeError when no timer is left, or the next one lies beyond `within`
   */
  async runUntil(
    condition: () => boolean | Promise<boolean>,
    options: { within?: number } = {},
  ): Promise<void> {
    const limit = this.#now + (options.within ?? 365 * 24 * 3_600_000);
    await this.#move(async () => {
      while (!(await condition())) {
        if (this.nextDue === undefined) throw this.#stuck('no timer is left');
        if (this.nextDue > limit) throw this.#stuck('the next timer lies beyond the limit');
        await this.#fireNext();
      }
    });
  }

  async #fireNext(): Promise<void> {
    const timer = this.#timers.shift();
    if (timer === undefined) return;
    this.#now = Math.max(this.#now, timer.due);
    timer.task();
    await this.settle();
  }

  /** Two callers that move time at once would each see it jump; that is always a mistake in a test. */
  async #move<T>(how: () => Promise<T>): Promise<T> {
    if (this.#moving) throw new VirtualTimeError('time is moving already: await the earlier call first');
    this.#moving = true;
    try {
      await this.settle();
      return await how();
    } finally {
      this.#moving = false;
    }
  }

  #placeFor(due: number): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#timers[middle]?.due ?? 0) <= due) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #stuck(reason: string): VirtualTimeError {
    const next = this.nextDue === undefined ? 'none' : new Date(this.nextDue).toISOString();
    const now = new Date(this.#now).toISOString();
    return new VirtualTimeError(
      `the condition does not hold and ${reason} (now ${now}, next timer ${next}, ${this.pending} pending)`,
    );
  }
}
