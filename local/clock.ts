/** Where the local cloud gets its time, so that tests and simulations own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` once after `milliseconds`; the returned function cancels it. */
  after(milliseconds: number, task: () => void): () => void;
}

const LONGEST_TIMER = 2_147_483_647;

/** The machine's own clock. Timers beyond Node's 24.8 days are chained. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, task) {
    let timer: NodeJS.Timeout;
    const arm = (left: number) => {
      const step = Math.min(left, LONGEST_TIMER);
      timer = setTimeout(() => (left > step ? arm(left - step) : task()), step);
    };
    arm(Math.max(0, milliseconds));
    return () => clearTimeout(timer);
  },
};
