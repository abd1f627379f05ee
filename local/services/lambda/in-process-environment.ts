import type { Clock } from '../../clock.ts';
import { type Environment, timedOut, withDeadline } from './environment.ts';
import { runHandler } from './runtime.ts';
import type { InProcessFunction } from './types.ts';

/** A handler in this process. What has timed out runs on unheard: only a worker can be ended. */
export function startInProcessEnvironment(definition: InProcessFunction, clock: Clock): Environment {
  let alive = true;
  return {
    isAlive: () => alive,
    run(invocation, timeoutMs) {
      const work = runHandler(definition.run, invocation, () => clock.now());
      return withDeadline(work, clock, timeoutMs, () => {
        alive = false;
        return timedOut(invocation.requestId, timeoutMs);
      });
    },
    async close() {
      alive = false;
    },
  };
}
