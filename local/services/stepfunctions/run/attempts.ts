import { placeResult } from '../asl/data-flow.ts';
import type { ErrorHandling, Retrier } from '../asl/definition.ts';
import { findCatcher, retryDelay } from '../asl/error-matching.ts';
import { StatesError } from '../asl/states-error.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { Attempt, type Exit, type Visit } from './visit.ts';

interface FailedAttempt {
  readonly failure: StatesError;
  /** Milliseconds since the epoch; without it there is no further attempt. */
  readonly retryAt: number | undefined;
}

/** Tries a state again as its Retry says, then leaves it as its Catch says, or fails. */
export async function withRetryAndCatch(
  visit: Visit,
  state: ErrorHandling & { readonly Next?: string },
  input: Json,
  steps: {
    readonly run: (attempt: Attempt) => Promise<Json>;
    /** Before Catch is asked. */
    readonly givenUp?: () => void;
  },
): Promise<Exit> {
  const failures: StatesError[] = [];
  for (let number = 0; ; number += 1) {
    const attempt = new Attempt(visit, number);
    let failed = recallFailure(attempt);
    if (failed === undefined) {
      try {
        return { output: await steps.run(attempt), next: state.Next };
      } catch (thrown) {
        if (!(thrown instanceof StatesError)) throw thrown;
        failed = recordFailure(attempt, state.Retry ?? [], [...failures, thrown]);
      }
    }
    failures.push(failed.failure);
    if (failed.retryAt === undefined) {
      steps.givenUp?.();
      return caught(state, failed.failure, input);
    }
    await visit.sleepUntil(failed.retryAt);
  }
}

function caught(state: ErrorHandling, failure: StatesError, input: Json): Exit {
  const catcher = findCatcher(state.Catch ?? [], failure);
  if (catcher === undefined) throw failure;
  const error = { Error: failure.error ?? null, Cause: failure.reason ?? null };
  return { output: placeResult(catcher.ResultPath, error, input), next: catcher.Next };
}

function recordFailure(
  attempt: Attempt,
  retriers: readonly Retrier[],
  failures: readonly StatesError[],
): FailedAttempt {
  const { clock, random } = attempt.visit.strand.runtime;
  const failure = failures.at(-1) ?? new StatesError(undefined);
  const delay = retryDelay(retriers, failures, random);
  const retryAt = delay === undefined ? undefined : clock.now() + delay * 1000;
  const data: JsonObject = { last: attempt.visit.strand.lastEventId };
  if (failure.error !== undefined) data.error = failure.error;
  if (failure.reason !== undefined) data.cause = failure.reason;
  if (failure.alias !== undefined) data.alias = failure.alias;
  if (retryAt !== undefined) data.retryAt = retryAt;
  attempt.place.note('failed', data);
  return { failure, retryAt };
}

function recallFailure(attempt: Attempt): FailedAttempt | undefined {
  const data = attempt.place.recall('failed')?.data;
  if (!isObject(data)) return undefined;
  attempt.visit.strand.lastEventId = Number(data.last);
  const { error, cause, alias, retryAt } = data;
  return {
    failure: new StatesError(optionalText(error), optionalText(cause), optionalText(alias)),
    retryAt: typeof retryAt === 'number' ? retryAt : undefined,
  };
}

function optionalText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
