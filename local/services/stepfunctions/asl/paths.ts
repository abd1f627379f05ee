import { isObject, type Json, type JsonObject } from '../json.ts';
import { StatesError } from './states-error.ts';

type Step = string | number;

const STEP = /\.([^\s.[\](),*?@'"]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * The steps of a reference path (`$`, `$.a.b[0]`, `$['x y']`), or undefined if it is none. Filters, wildcards and
 * slices are JSONPath, but no reference path: the project's state machines do without, and so does the emulator.
 */
export function parsePath(path: string): readonly Step[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) return undefined;
    const [, name, index, single, double] = match;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(name ?? unescapeQuoted(single ?? double ?? ''));
  }
  return steps;
}

/** The value at `path`, or undefined if there is none (JSON has no undefined of its own). */
export function readPath(path: string, document: Json): Json | undefined {
  let value: Json | undefined = document;
  for (const step of stepsOf(path)) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

/**
 * A copy of `document` with `value` at `path`; missing objects on the way are made.
 * @throws StatesError States.ResultPathMatchFailure where the path meets something that cannot hold it
 */
export function writePath(path: string, document: Json, value: Json): Json {
  return write(stepsOf(path), document, value, path);
}

function write(steps: readonly Step[], target: Json | undefined, value: Json, path: string): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    if (!Array.isArray(target) || step >= target.length) throw mismatch(path);
    return target.with(step, write(rest, target[step], value, path));
  }
  if (target !== undefined && !isObject(target)) throw mismatch(path);
  const inner = target !== undefined && Object.hasOwn(target, step) ? target[step] : undefined;
  const copy: JsonObject = { ...target, [step]: write(rest, inner, value, path) };
  return copy;
}

function stepsOf(path: string): readonly Step[] {
  const steps = parsePath(path);
  if (steps === undefined) throw new StatesError('States.Runtime', `'${path}' is not a reference path`);
  return steps;
}

function mismatch(path: string): StatesError {
  return new StatesError(
    'States.ResultPathMatchFailure',
    `The ResultPath '${path}' cannot be applied to the state's input`,
  );
}

function unescapeQuoted(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
