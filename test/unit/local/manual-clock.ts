import type { Clock } from '../../../local/clock.ts';

export interface ManualClock extends Clock {
  /** Moves time, running what is due in its order; waits for what that sets off. */
  advance(milliseconds: number): Promise<void>;
}

/** Time that moves only when a test says so. */
export function manualClock(start = Date.parse('2026-11-20T22:05:00.123Z')): ManualClock {
  let now = start;
  const timers = new Set<{ at: number; task: () => void }>();
  return {
    now: () => now,
    after(milliseconds, task) {
      const timer = { at: now + milliseconds, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settled();
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
        if (!next) break;
        timers.delete(next);
        now = next.at;
        next.task();
        await settled();
      }
      now = end;
    },
  };
}

/** Promises that are already decided have run on after one turn of the event loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
