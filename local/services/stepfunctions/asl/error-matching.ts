import type { Catcher, Retrier } from './definition.ts';
import type { StatesError } from './states-error.ts';

/**
 * How many seconds to wait before the next attempt, or undefined if there is none. The first retrier that names the
 * error decides, and each retrier counts its own attempts; one that is used up does not hand over to the next.
 * @param failures all failures of this visit to the state, the latest last
 * @param random a number in [0, 1) for JitterStrategy FULL
 */
export function retryDelay(
  retriers: readonly Retrier[],
  failures: readonly StatesError[],
  random: () => number,
): number | undefined {
  const latest = failures.at(-1);
  const retrier = latest && firstMatch(retriers, latest);
  if (retrier === undefined) return undefined;
  const retried = failures.filter((failure) => firstMatch(retriers, failure) === retrier).length - 1;
  if (retried >= (retrier.MaxAttempts ?? 3)) return undefined;
  const grown = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** retried;
  const delay = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return retrier.JitterStrategy === 'FULL' ? delay * random() : delay;
}

export function findCatcher(catchers: readonly Catcher[], failure: StatesError): Catcher | undefined {
  return firstMatch(catchers, failure);
}

function firstMatch<T extends { readonly ErrorEquals: readonly string[] }>(
  entries: readonly T[],
  failure: StatesError,
): T | undefined {
  return entries.find((entry) => entry.ErrorEquals.some((name) => names(name, failure)));
}

/**
 * The developer guide, "Handling errors": States.ALL sees neither States.DataLimitExceeded nor States.Runtime;
 * States.TaskFailed sees everything but States.Timeout; States.Runtime always ends the execution.
 */
function names(name: string, failure: StatesError): boolean {
  if (failure.error === 'States.Runtime') return false;
  if (name === failure.error || (failure.alias !== undefined && name === failure.alias)) return true;
  if (failure.error === 'States.DataLimitExceeded') return false;
  return name === 'States.ALL' || (name === 'States.TaskFailed' && failure.error !== 'States.Timeout');
}
