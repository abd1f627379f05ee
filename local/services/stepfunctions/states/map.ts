import { effectiveInput, existing, stateOutput, withinLimit } from '../asl/data-flow.ts';
import type { Definition, MapState } from '../asl/definition.ts';
import { runtimeError } from '../asl/states-error.ts';
import { fillTemplate, type Scope } from '../asl/template.ts';
import { isObject, type Json } from '../json.ts';
import { withRetryAndCatch } from '../run/attempts.ts';
import { type Branch, type BranchEvents, runBranches } from '../run/branches.ts';
import type { Attempt, Exit, Visit } from '../run/visit.ts';

/** What AWS runs side by side at most in INLINE mode; MaxConcurrency 0 means as many as possible. */
const INLINE_CONCURRENCY = 40;

export function runMap(visit: Visit, state: MapState, input: Json): Promise<Exit> {
  return withRetryAndCatch(visit, state, input, {
    run: (attempt) => runAttempt(attempt, state, input),
    givenUp: () => visit.place.emit('failed', 'MapStateFailed'),
  });
}

async function runAttempt(attempt: Attempt, state: MapState, input: Json): Promise<Json> {
  const { visit, place } = attempt;
  const context = attempt.context();
  const scope: Scope = { input: effectiveInput(state, { input, context }), context };
  const items = itemsOf(state, scope);
  const branches = items.map((item, index) => iteration(state, scope, item, index));
  place.emit('started', 'MapStateStarted', { mapStateStartedEventDetails: { length: items.length } });
  const outputs = await runBranches(
    place,
    branches,
    state.MaxConcurrency || INLINE_CONCURRENCY,
    iterationEvents(visit.name),
  );
  place.emit('succeeded', 'MapStateSucceeded', {}, { advance: false });
  return withinLimit(stateOutput(state, outputs, { input, context }), visit.name);
}

function itemsOf(state: MapState, scope: Scope): Json[] {
  const items = state.ItemsPath === undefined ? scope.input : existing(state.ItemsPath, scope);
  if (Array.isArray(items)) return items;
  throw runtimeError(`Reference path '${state.ItemsPath ?? '$'}' must point to an array`);
}

function iteration(state: MapState, scope: Scope, value: Json, index: number): Branch {
  const selector = state.ItemSelector ?? state.Parameters;
  const item = { index, value };
  const context = {
    ...(isObject(scope.context) ? scope.context : {}),
    Map: { Item: { Index: index, Value: value } },
  };
  const input = selector === undefined ? value : fillTemplate(selector, { input: scope.input, context });
  return { definition: processor(state), input, item };
}

/** One of the two is there: the definition was checked when it was stored. */
function processor(state: MapState): Definition {
  return state.ItemProcessor ?? state.Iterator ?? { StartAt: '', States: {} };
}

function iterationEvents(name: string): BranchEvents {
  const unobtrusive = { advance: false };
  return {
    started: (strand, place, index) => {
      const { id } = place.emit(
        'started',
        'MapIterationStarted',
        { mapIterationStartedEventDetails: { name, index } },
        unobtrusive,
      );
      strand.lastEventId = id;
    },
    succeeded: (strand, index) => {
      strand.emit(`${strand.path}:succeeded`, 'MapIterationSucceeded', {
        mapIterationSucceededEventDetails: { name, index },
      });
    },
    failed: (place, index) => {
      place.emit(
        'failed',
        'MapIterationFailed',
        { mapIterationFailedEventDetails: { name, index } },
        unobtrusive,
      );
    },
    aborted: (place, index) => {
      place.emit(
        'aborted',
        'MapIterationAborted',
        { mapIterationAbortedEventDetails: { name, index } },
        unobtrusive,
      );
    },
  };
}
