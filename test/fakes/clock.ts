import type { Clock } from '../../src/ports/world.ts';

/** Moves only when somebody pauses or advances it. */
export class FakeClock implements Clock {
  #now: number;

  constructor(start: number | string) {
    this.#now = new Date(start).getTime();
  }

  now(): number {
    return this.#now;
  }

  iso(): string {
    return new Date(this.#now).toISOString();
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Others get their turn meanwhile. */
  async pause(milliseconds: number): Promise<void> {
    this.advance(milliseconds);
    await Promise.resolve();
  }

  chance(): number {
    return 0.5;
  }
}
