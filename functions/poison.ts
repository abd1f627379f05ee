import { MalformedEventError } from '../src/app/errors.ts';
import type { Using } from '../src/app/ports.ts';
import { METRICS } from '../src/contract.ts';

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
