import type { Clock } from '../../clock.ts';
import type { Message, Queue } from './model.ts';
import type { Queues } from './queues.ts';

interface Wait {
  readonly queues: Queues;
  readonly clock: Clock;
  readonly queue: Queue;
  readonly milliseconds: number;
}

/** Long polling: tries again whenever something may have become available, until the time is over. */
export function waitFor(wait: Wait, take: () => readonly Message[]): Promise<readonly Message[]> {
  const { queues, clock, queue, milliseconds } = wait;
  const end = clock.now() + milliseconds;
  return new Promise((resolve) => {
    let cancelTimer = () => {};
    let settled = false;
    const stopListening = queues.listen(queue.name, attempt);
    function attempt(): void {
      if (settled) return;
      cancelTimer();
      const messages = take();
      const left = end - clock.now();
      if (messages.length === 0 && left > 0) {
        const next = queues.nextVisibleAt(queue) ?? end;
        cancelTimer = clock.after(Math.min(next, end) - clock.now(), attempt);
        return;
      }
      settled = true;
      stopListening();
      resolve(messages);
    }
    attempt();
  });
}
