import type { FailState } from '../asl/definition.ts';
import { runtimeError, StatesError } from '../asl/states-error.ts';
import { evaluate, type Scope } from '../asl/template.ts';
import type { Json } from '../json.ts';
import type { Visit } from '../run/visit.ts';

export function runFail(visit: Visit, state: FailState, input: Json): never {
  const scope: Scope = { input, context: visit.context() };
  throw new StatesError(
    textOf(state.Error, state.ErrorPath, 'ErrorPath', scope),
    textOf(state.Cause, state.CausePath, 'CausePath', scope),
  );
}

function textOf(
  fixed: string | undefined,
  path: string | undefined,
  field: string,
  scope: Scope,
): string | undefined {
  if (path === undefined) return fixed;
  const value = evaluate(path, field, scope);
  if (typeof value !== 'string') throw runtimeError(`The field '${field}' must refer to a string`);
  return value;
}
