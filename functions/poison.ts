import type * as z from 'zod/mini';
import { MalformedEventError } from '../src/app/errors.ts';
import type { Using } from '../src/app/ports.ts';
import { METRICS } from '../src/contract.ts';

/** Parses an event at the edge; what does not have its shape is poison, which no retry can help. */
export function parseEvent<Shape extends z.ZodMiniType>(shape: Shape, event: unknown): z.output<Shape> {
  const parsed = shape.safeParse(event);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the event'}: ${message}`,
  );
  throw new MalformedEventError(issues.join('; '));
}

/** Runs `handle`; poison goes to the dead-letter queue with its reason, anything else is thrown for Lambda to retry. */
export async function orDeadLetter(
  ports: Using<'deadLetters' | 'log'>,
  event: unknown,
  handle: () => Promise<unknown>,
): Promise<void> {
  try {
    await handle();
  } catch (error) {
    if (!(error instanceof MalformedEventError)) throw error;
    ports.log.count(METRICS.eventMalformed);
    ports.log.warn('Malformed event put into the dead-letter queue', { reason: error.message });
    await ports.deadLetters.put(event, error.message);
  }
}
