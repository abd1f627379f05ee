import { effectiveInput, stateOutput, withinLimit } from '../asl/data-flow.ts';
import type { ParallelState } from '../asl/definition.ts';
import { fillTemplate, type Scope } from '../asl/template.ts';
import type { Json } from '../json.ts';
import { withRetryAndCatch } from '../run/attempts.ts';
import { runBranches } from '../run/branches.ts';
import type { Attempt, Exit, Visit } from '../run/visit.ts';

export function runParallel(visit: Visit, state: ParallelState, input: Json): Promise<Exit> {
  return withRetryAndCatch(visit, state, input, {
    run: (attempt) => runAttempt(attempt, state, input),
    givenUp: () => visit.place.emit('failed', 'ParallelStateFailed'),
  });
}

async function runAttempt(attempt: Attempt, state: ParallelState, input: Json): Promise<Json> {
  const { visit, place } = attempt;
  const context = attempt.context();
  const scope: Scope = { input: effectiveInput(state, { input, context }), context };
  const branchInput = state.Parameters === undefined ? scope.input : fillTemplate(state.Parameters, scope);
  withinLimit(branchInput, visit.name);
  place.emit('started', 'ParallelStateStarted');
  const branches = state.Branches.map((definition) => ({ definition, input: branchInput }));
  const outputs = await runBranches(place, branches, branches.length);
  place.emit('succeeded', 'ParallelStateSucceeded', {}, { advance: false });
  return withinLimit(stateOutput(state, outputs, { input, context }), visit.name);
}
