import { ruleHolds } from '../asl/choice-rules.ts';
import { applyPath, effectiveInput } from '../asl/data-flow.ts';
import type { ChoiceState } from '../asl/definition.ts';
import { StatesError } from '../asl/states-error.ts';
import type { Scope } from '../asl/template.ts';
import type { Json } from '../json.ts';
import type { Exit, Visit } from '../run/visit.ts';

export function runChoice(visit: Visit, state: ChoiceState, raw: Json): Exit {
  const context = visit.context();
  const scope: Scope = { input: effectiveInput(state, { input: raw, context }), context };
  const next = state.Choices.find((rule) => ruleHolds(rule, scope))?.Next ?? state.Default;
  if (next === undefined) {
    throw new StatesError(
      'States.NoChoiceMatched',
      `Failed to transition out of the state '${visit.name}' (entered at the event id #${visit.entered.id}). ` +
        'No choice rule holds and there is no Default.',
    );
  }
  return { output: applyPath(state.OutputPath, scope), next };
}
