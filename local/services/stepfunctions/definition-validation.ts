import { isChoiceOperator } from './asl/choice-rules.ts';
import { ExpressionError, parseExpression } from './asl/expressions.ts';
import { isIntrinsic } from './asl/intrinsics.ts';
import { parsePath } from './asl/paths.ts';
import { parseTimestamp } from './asl/timestamps.ts';
import { findErrorHandlingMistakes } from './definition-checks.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { STATE_TYPES } from './states/index.ts';

const RESOURCES: ReadonlySet<unknown> = new Set([
  'arn:aws:states:::lambda:invoke',
  'arn:aws:states:::lambda:invoke.waitForTaskToken',
]);

const ENDLESS: ReadonlySet<unknown> = new Set(['Choice', 'Succeed', 'Fail']);

/** Fields whose value is a literal, in which nothing is a path. */
const LITERALS: ReadonlySet<string> = new Set(['Result', 'Comment', 'ItemProcessor', 'Iterator', 'Branches']);

/**
 * What makes a definition impossible to run here: it is wrong, or it needs what the emulator lacks, which is then
 * named. A light check; the project's tests use asl-validator besides.
 * @returns one sentence per mistake, each with its place
 */
export function findDefinitionMistakes(definition: Json): string[] {
  return [...checkMachine(definition, ''), ...findErrorHandlingMistakes(definition)];
}

function checkMachine(definition: Json | undefined, place: string): string[] {
  if (!isObject(definition)) return [`${place || '/'}: a state machine must be an object`];
  const { StartAt: startAt, States: states, QueryLanguage: language } = definition;
  if (!isObject(states)) return [`${place || '/'}: These fields are required: [States]`];
  return [
    ...(language === undefined || language === 'JSONPath'
      ? []
      : [`${place}/QueryLanguage: only JSONPath is emulated here`]),
    ...reference(startAt, states, `${place}/StartAt`),
    ...Object.entries(states).flatMap(([name, state]) =>
      checkState(state, states, `${place}/States/${name}`),
    ),
  ];
}

function checkState(state: Json, siblings: JsonObject, place: string): string[] {
  if (!isObject(state)) return [`${place}: a state must be an object`];
  if (!STATE_TYPES.includes(String(state.Type))) {
    return [`${place}/Type: ${JSON.stringify(state.Type ?? null)} is none of ${STATE_TYPES.join(', ')}`];
  }
  return [
    ...checkTransition(state, siblings, place),
    ...checkErrorNames(state.Retry, `${place}/Retry`),
    ...checkErrorNames(state.Catch, `${place}/Catch`),
    ...checkType(state, siblings, place),
    ...checkExpressions(state, place),
  ];
}

function checkTransition(state: JsonObject, siblings: JsonObject, place: string): string[] {
  const catchers = objects(state.Catch).flatMap((catcher, index) =>
    reference(catcher.Next, siblings, `${place}/Catch/${index}/Next`),
  );
  if (ENDLESS.has(state.Type)) return catchers;
  if (state.Next === undefined && state.End === true) return catchers;
  return [...reference(state.Next, siblings, `${place}/Next`), ...catchers];
}

function checkErrorNames(entries: Json | undefined, place: string): string[] {
  return objects(entries).flatMap(({ ErrorEquals: names }, index) =>
    Array.isArray(names) && names.length > 0 ? [] : [`${place}/${index}: ErrorEquals must name an error`],
  );
}

function checkType(state: JsonObject, siblings: JsonObject, place: string): string[] {
  switch (state.Type) {
    case 'Task':
      return RESOURCES.has(state.Resource)
        ? []
        : [`${place}/Resource: ${JSON.stringify(state.Resource ?? null)} is not emulated here`];
    case 'Choice':
      return checkChoice(state, siblings, place);
    case 'Wait':
      return checkWait(state, place);
    case 'Map':
      return checkMap(state, place);
    case 'Parallel':
      return Array.isArray(state.Branches)
        ? state.Branches.flatMap((branch, index) => checkMachine(branch, `${place}/Branches/${index}`))
        : [`${place}: These fields are required: [Branches]`];
    default:
      return [];
  }
}

function checkChoice(state: JsonObject, siblings: JsonObject, place: string): string[] {
  const choices = objects(state.Choices);
  const fallback = state.Default === undefined ? [] : reference(state.Default, siblings, `${place}/Default`);
  if (choices.length === 0) return [`${place}/Choices: there must be at least one rule`, ...fallback];
  return [
    ...fallback,
    ...choices.flatMap((rule, index) => [
      ...reference(rule.Next, siblings, `${place}/Choices/${index}/Next`),
      ...checkRule(rule, `${place}/Choices/${index}`),
    ]),
  ];
}

function checkRule(rule: JsonObject, place: string): string[] {
  const parts = ['And', 'Or', 'Not'].find((combination) => rule[combination] !== undefined);
  if (parts !== undefined) {
    const inner = parts === 'Not' ? [rule.Not ?? null] : rule[parts];
    return objects(inner).flatMap((part, index) => checkRule(part, `${place}/${parts}/${index}`));
  }
  const operators = Object.keys(rule).filter(isChoiceOperator);
  if (operators.length === 1 && rule.Variable !== undefined) return [];
  return [`${place}: a rule needs Variable and exactly one comparison operator that AWS knows`];
}

function checkWait(state: JsonObject, place: string): string[] {
  const fields = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter(
    (field) => state[field] !== undefined,
  );
  if (fields.length !== 1) return [`${place}: exactly one of Seconds, SecondsPath, Timestamp, TimestampPath`];
  if (state.Timestamp === undefined || parseTimestamp(state.Timestamp) !== undefined) return [];
  return [`${place}/Timestamp: ${JSON.stringify(state.Timestamp)} is no RFC 3339 time`];
}

function checkMap(state: JsonObject, place: string): string[] {
  const name = state.ItemProcessor === undefined ? 'Iterator' : 'ItemProcessor';
  const processor = state[name];
  const { ProcessorConfig: config } = isObject(processor) ? processor : {};
  const distributed = isObject(config) && config.Mode === 'DISTRIBUTED';
  return [
    ...(distributed ? [`${place}/${name}/ProcessorConfig: only Mode INLINE is emulated here`] : []),
    ...checkMachine(processor, `${place}/${name}`),
  ];
}

/** Every path and intrinsic function must be one the interpreter can read. */
function checkExpressions(value: Json, place: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => checkExpressions(entry, `${place}/${index}`));
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = `${place}/${key}`;
    if (LITERALS.has(key)) return [];
    if (key.endsWith('.$') || key === 'ErrorPath' || key === 'CausePath') return expression(inner, at);
    if (key.endsWith('Path') || key === 'Variable') return path(inner, at);
    return checkExpressions(inner, at);
  });
}

function path(value: Json, place: string): string[] {
  if (value === null) return [];
  const text = String(value);
  if (parsePath(text.startsWith('$$') ? text.slice(1) : text) !== undefined) return [];
  return [`${place}: "${text}" is not a reference path such as $.a.b[0]`];
}

function expression(value: Json, place: string): string[] {
  try {
    const unknown = functionsOf(parseExpression(String(value))).filter((name) => !isIntrinsic(name));
    return unknown.map((name) => `${place}: ${name} is not emulated here`);
  } catch (problem) {
    if (problem instanceof ExpressionError) return [`${place}: ${problem.message}`];
    throw problem;
  }
}

function functionsOf(parsed: ReturnType<typeof parseExpression>): string[] {
  return parsed.kind === 'call' ? [parsed.name, ...parsed.args.flatMap(functionsOf)] : [];
}

function reference(name: Json | undefined, states: JsonObject, place: string): string[] {
  if (typeof name === 'string' && Object.hasOwn(states, name)) return [];
  return [
    name === undefined ? `${place}: is missing` : `${place}: there is no state ${JSON.stringify(name)}`,
  ];
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
