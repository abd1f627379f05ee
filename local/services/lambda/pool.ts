import type { Environment } from './environment.ts';

/** The warm environments of one function. */
export interface Pool {
  /** Waits for a free environment and gives it to `task` alone. */
  use<T>(task: (environment: Environment) => Promise<T>): Promise<T>;
  /** Calls that run or wait to run. */
  busy(): number;
  close(): Promise<void>;
}

/** `size` bounds what this machine runs at once; callers beyond it wait, as on a slower Lambda. */
export function createPool(start: () => Environment, size: number): Pool {
  const all = new Set<Environment>();
  const idle: Environment[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;
  let busy = 0;
  let closed = false;

  function take(): Environment {
    for (let warm = idle.pop(); warm; warm = idle.pop()) {
      if (warm.isAlive()) return warm;
      all.delete(warm);
    }
    const cold = start();
    all.add(cold);
    return cold;
  }

  async function enter(): Promise<void> {
    if (running < size) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  /** The place goes to who waits longest, without becoming free in between. Nobody starts once closed. */
  function leave(): void {
    const next = closed ? undefined : waiting.shift();
    if (next) next();
    else running -= 1;
  }

  return {
    async use(task) {
      busy += 1;
      await enter();
      try {
        const environment = take();
        const result = await task(environment);
        if (environment.isAlive()) idle.push(environment);
        else all.delete(environment);
        return result;
      } finally {
        busy -= 1;
        leave();
      }
    },
    busy: () => busy,
    async close() {
      closed = true;
      await Promise.all([...all].map((environment) => environment.close()));
    },
  };
}
