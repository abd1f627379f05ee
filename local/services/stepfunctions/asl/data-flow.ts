import { byteLength, type Json, type JsonObject, PAYLOAD_LIMIT } from '../json.ts';
import { writePath } from './paths.ts';
import { dataLimitError, runtimeError } from './states-error.ts';
import { fillTemplate, lookUp, type Scope } from './template.ts';

/** The part of a state's input that InputPath lets through: the one the state works with. */
export function effectiveInput(state: { readonly InputPath?: string | null }, scope: Scope): Json {
  return applyPath(state.InputPath, scope);
}

/**
 * From a result to the state's output: ResultSelector shapes the result, ResultPath puts it into the raw input,
 * OutputPath picks from that.
 */
export function stateOutput(
  state: {
    readonly ResultSelector?: JsonObject;
    readonly ResultPath?: string | null;
    readonly OutputPath?: string | null;
  },
  result: Json,
  raw: Scope,
): Json {
  const { ResultSelector: selector } = state;
  const selected =
    selector === undefined ? result : fillTemplate(selector, { input: result, context: raw.context });
  return applyPath(state.OutputPath, {
    input: placeResult(state.ResultPath, selected, raw.input),
    context: raw.context,
  });
}

/** Puts a result or an error into a state's input; no path replaces the input, null discards the result. */
export function placeResult(path: string | null | undefined, result: Json, input: Json): Json {
  if (path === null) return input;
  return path === undefined ? result : writePath(path, input, result);
}

/** @throws StatesError States.DataLimitExceeded, naming `what` */
export function withinLimit(value: Json, what: string): Json {
  if (byteLength(value) > PAYLOAD_LIMIT) throw dataLimitError(what);
  return value;
}

/** InputPath and OutputPath: no path lets everything through, null nothing (an empty object). */
export function applyPath(path: string | null | undefined, scope: Scope): Json {
  if (path === null) return {};
  return path === undefined ? scope.input : existing(path, scope);
}

/** The value at a path that must exist. */
export function existing(path: string, scope: Scope): Json {
  const value = lookUp(path, scope);
  if (value === undefined) throw runtimeError(`Invalid path '${path}' : No results for path`);
  return value;
}
