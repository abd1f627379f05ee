import { isObject, type Json } from '../json.ts';
import type { ChoiceRule } from './definition.ts';
import { runtimeError } from './states-error.ts';
import { lookUp, type Scope } from './template.ts';
import { parseTimestamp } from './timestamps.ts';

type Comparison = (actual: Json, expected: Json) => boolean;
type Test = (actual: Json) => boolean;

const ORDERS: Readonly<Record<string, (difference: number) => boolean>> = {
  Equals: (difference) => difference === 0,
  LessThan: (difference) => difference < 0,
  GreaterThan: (difference) => difference > 0,
  LessThanEquals: (difference) => difference <= 0,
  GreaterThanEquals: (difference) => difference >= 0,
};

/** Comparisons with a constant or, by the suffix `Path`, with another value. Other types than named never match. */
const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ...Object.entries(ORDERS).flatMap(([order, holds]): [string, Comparison][] => [
    [`String${order}`, ordered(asString, compareStrings, holds)],
    [`Numeric${order}`, ordered(asNumber, (a, b) => a - b, holds)],
    [`Timestamp${order}`, ordered(parseTimestamp, (a, b) => a - b, holds)],
  ]),
  ['BooleanEquals', (actual, expected) => typeof actual === 'boolean' && actual === expected],
]);

const TESTS: Readonly<Record<string, Test>> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => parseTimestamp(value) !== undefined,
};

export function isChoiceOperator(name: string): boolean {
  return (
    COMPARISONS.has(name) ||
    (name.endsWith('Path') && COMPARISONS.has(name.slice(0, -'Path'.length))) ||
    Object.hasOwn(TESTS, name) ||
    name === 'IsPresent' ||
    name === 'StringMatches'
  );
}

/** Whether a rule of a Choice state holds. @throws StatesError States.Runtime if a path leads nowhere */
export function ruleHolds(rule: ChoiceRule, scope: Scope): boolean {
  if (Array.isArray(rule.And)) return rules(rule.And).every((part) => ruleHolds(part, scope));
  if (Array.isArray(rule.Or)) return rules(rule.Or).some((part) => ruleHolds(part, scope));
  if (isObject(rule.Not)) return !ruleHolds(rule.Not, scope);
  const variable = String(rule.Variable);
  const operator = Object.keys(rule).find(isChoiceOperator);
  if (operator === undefined)
    throw runtimeError(`The choice rule on '${variable}' has no comparison operator`);
  const expected = rule[operator] ?? null;
  if (operator === 'IsPresent') return (lookUp(variable, scope) !== undefined) === expected;
  return compare(operator, present(variable, scope), expected, scope);
}

function compare(operator: string, actual: Json, expected: Json, scope: Scope): boolean {
  const test = TESTS[operator];
  if (test !== undefined) return test(actual) === expected;
  if (operator === 'StringMatches')
    return typeof actual === 'string' && pattern(String(expected)).test(actual);
  const direct = COMPARISONS.get(operator);
  if (direct !== undefined) return direct(actual, expected);
  const byPath = COMPARISONS.get(operator.slice(0, -'Path'.length));
  return byPath?.(actual, present(String(expected), scope)) ?? false;
}

function present(path: string, scope: Scope): Json {
  const value = lookUp(path, scope);
  if (value !== undefined) return value;
  throw runtimeError(
    `Invalid path '${path}': The choice state's condition path references an invalid value.`,
  );
}

function ordered<T>(
  read: (value: Json) => T | undefined,
  difference: (a: T, b: T) => number,
  holds: (difference: number) => boolean,
): Comparison {
  return (actual, expected) => {
    const a = read(actual);
    const b = read(expected);
    return a !== undefined && b !== undefined && holds(difference(a, b));
  };
}

/** `*` stands for any characters; a backslash takes its meaning away. */
function pattern(wildcards: string): RegExp {
  const source = wildcards.replace(/\\([*\\])|([*])|([.+?^${}()|[\]\\/])/g, (_, escaped, star, special) =>
    star ? '.*' : `\\${escaped ?? special}`,
  );
  return new RegExp(`^${source}$`, 's');
}

function rules(parts: readonly Json[]): readonly ChoiceRule[] {
  return parts.filter(isObject);
}

function asString(value: Json): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asNumber(value: Json): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
