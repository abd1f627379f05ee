import type { Clock } from '../../clock.ts';
import { failure, type Invocation, type Outcome } from './runtime.ts';

/** An execution environment: loaded once, kept warm, handles one event at a time. */
export interface Environment {
  /** False once it timed out, crashed or was closed: it takes no further event. */
  isAlive(): boolean;
  run(invocation: Invocation, timeoutMs: number): Promise<Outcome>;
  close(): Promise<void>;
}

export function timedOut(requestId: string, timeoutMs: number): Outcome {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return failure(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  );
}

/** Resolves with `work` or, when it takes too long, with `late()`. */
export function withDeadline<T>(
  work: Promise<T>,
  clock: Clock,
  milliseconds: number,
  late: () => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, () => resolve(late()));
    work.then(resolve, reject).finally(cancel);
  });
}
