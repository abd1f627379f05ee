import { applyPath, effectiveInput, existing } from '../asl/data-flow.ts';
import type { WaitState } from '../asl/definition.ts';
import { runtimeError } from '../asl/states-error.ts';
import type { Scope } from '../asl/template.ts';
import { parseTimestamp } from '../asl/timestamps.ts';
import type { Json } from '../json.ts';
import type { Exit, Visit } from '../run/visit.ts';

export async function runWait(visit: Visit, state: WaitState, raw: Json): Promise<Exit> {
  const context = visit.context();
  const scope: Scope = { input: effectiveInput(state, { input: raw, context }), context };
  await visit.sleepUntil(wakeAt(visit, state, scope));
  return { output: applyPath(state.OutputPath, scope), next: state.Next };
}

/** Milliseconds since the epoch; seconds count from when the state was entered first, also after a restart. */
function wakeAt(visit: Visit, state: WaitState, scope: Scope): number {
  if (state.TimestampPath !== undefined) {
    return timestamp(existing(state.TimestampPath, scope), `TimestampPath ${state.TimestampPath}`);
  }
  if (state.Timestamp !== undefined) return timestamp(state.Timestamp, 'Timestamp');
  const seconds = state.SecondsPath === undefined ? state.Seconds : existing(state.SecondsPath, scope);
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0) {
    throw runtimeError(
      `The SecondsPath parameter must be a whole number, not negative: ${state.SecondsPath} == ${JSON.stringify(seconds)}`,
    );
  }
  return visit.entered.timestamp + seconds * 1000;
}

function timestamp(value: Json, field: string): number {
  const time = parseTimestamp(value);
  if (time !== undefined) return time;
  throw runtimeError(`The ${field} is no valid ISO-8601 extended offset date-time: ${JSON.stringify(value)}`);
}
