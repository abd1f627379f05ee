import type { Json } from '../json.ts';
import { StatesError } from './states-error.ts';

type Intrinsic = (args: readonly Json[]) => Json;

/** The intrinsic functions that Towpath's state machines may use; the rest of AWS's list is refused by name. */
const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'States.Format': format,
  'States.StringToJson': (args) => parse(text(args[0], 'States.StringToJson')),
  'States.JsonToString': (args) => JSON.stringify(required(args[0], 'States.JsonToString')),
  'States.MathAdd': (args) => integer(args[0], 'States.MathAdd') + integer(args[1], 'States.MathAdd'),
  'States.Array': (args) => [...args],
  'States.ArrayLength': (args) => list(args[0], 'States.ArrayLength').length,
};

export function callIntrinsic(name: string, args: readonly Json[]): Json {
  const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
  if (intrinsic === undefined) throw failure(`${name} is not an intrinsic function that is emulated here`);
  return intrinsic(args);
}

export function isIntrinsic(name: string): boolean {
  return Object.hasOwn(INTRINSICS, name);
}

export function failure(reason: string): StatesError {
  return new StatesError('States.IntrinsicFailure', reason);
}

function format([template, ...values]: readonly Json[]): string {
  const parts = text(template, 'States.Format').split('{}');
  if (parts.length - 1 !== values.length) {
    throw failure(`States.Format has ${parts.length - 1} places for ${values.length} values`);
  }
  return parts.map((part, index) => (index === 0 ? part : printed(values[index - 1]) + part)).join('');
}

function printed(value: Json | undefined): string {
  if (value === null || typeof value === 'object')
    throw failure('States.Format takes no null, list or object');
  return String(value);
}

function parse(json: string): Json {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw failure(`States.StringToJson got no JSON: ${(cause as Error).message}`);
  }
}

function text(value: Json | undefined, name: string): string {
  if (typeof value !== 'string') throw failure(`${name} needs a string, got ${JSON.stringify(value)}`);
  return value;
}

function integer(value: Json | undefined, name: string): number {
  if (typeof value !== 'number') throw failure(`${name} needs two numbers, got ${JSON.stringify(value)}`);
  return Math.round(value);
}

function list(value: Json | undefined, name: string): readonly Json[] {
  if (!Array.isArray(value)) throw failure(`${name} needs a list, got ${JSON.stringify(value)}`);
  return value;
}

function required(value: Json | undefined, name: string): Json {
  if (value === undefined) throw failure(`${name} needs a value`);
  return value;
}
