import { effectiveInput, stateOutput } from '../asl/data-flow.ts';
import type { PassState } from '../asl/definition.ts';
import { fillTemplate, type Scope } from '../asl/template.ts';
import type { Json } from '../json.ts';
import type { Exit, Visit } from '../run/visit.ts';

export function runPass(visit: Visit, state: PassState, input: Json): Exit {
  const raw: Scope = { input, context: visit.context() };
  const scope: Scope = { input: effectiveInput(state, raw), context: raw.context };
  const filled = state.Parameters === undefined ? scope.input : fillTemplate(state.Parameters, scope);
  return {
    output: stateOutput(state, state.Result === undefined ? filled : state.Result, raw),
    next: state.Next,
  };
}
