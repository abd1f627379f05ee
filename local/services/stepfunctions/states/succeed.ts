import { applyPath, effectiveInput } from '../asl/data-flow.ts';
import type { SucceedState } from '../asl/definition.ts';
import type { Json } from '../json.ts';
import type { Exit, Visit } from '../run/visit.ts';

export function runSucceed(visit: Visit, state: SucceedState, raw: Json): Exit {
  const context = visit.context();
  const input = effectiveInput(state, { input: raw, context });
  return { output: applyPath(state.OutputPath, { input, context }) };
}
