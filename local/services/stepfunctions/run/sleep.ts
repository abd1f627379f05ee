import type { Clock } from '../../../clock.ts';
import { type Cancellation, Cancelled } from './cancellation.ts';

/** Waits until `time` (milliseconds since the epoch); a time that has passed is not waited for. */
export function sleepUntil(clock: Clock, time: number, cancellation: Cancellation): Promise<void> {
  cancellation.throwIfCancelled();
  const left = time - clock.now();
  if (left <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stopTimer = clock.after(left, () => {
      release();
      resolve();
    });
    const release = cancellation.onCancel(() => {
      stopTimer();
      reject(new Cancelled());
    });
  });
}
