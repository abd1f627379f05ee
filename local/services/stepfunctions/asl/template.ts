import { isObject, type Json } from '../json.ts';
import { type Expression, ExpressionError, parseExpression } from './expressions.ts';
import { callIntrinsic } from './intrinsics.ts';
import { readPath } from './paths.ts';
import { runtimeError } from './states-error.ts';

/** What paths may refer to: `$` the input at hand, `$$` the context object. */
export interface Scope {
  readonly input: Json;
  readonly context: Json;
}

/** Fills a payload template: keys that end in `.$` are expressions, everything else stays as it is. */
export function fillTemplate(template: Json, scope: Scope): Json {
  if (Array.isArray(template)) return template.map((entry) => fillTemplate(entry, scope));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$')
        ? [key.slice(0, -2), evaluate(value, key, scope)]
        : [key, fillTemplate(value, scope)],
    ),
  );
}

/** The value of one expression; `field` is named in the error. */
export function evaluate(source: Json, field: string, scope: Scope): Json {
  if (typeof source !== 'string') throw runtimeError(`The value of the field '${field}' must be a string`);
  return compute(parsed(source, field), field, scope);
}

/** The value at a path in the input or, with `$$`, in the context object; undefined if there is none. */
export function lookUp(path: string, scope: Scope): Json | undefined {
  return path.startsWith('$$') ? readPath(path.slice(1), scope.context) : readPath(path, scope.input);
}

function compute(expression: Expression, field: string, scope: Scope): Json {
  if (expression.kind === 'literal') return expression.value;
  if (expression.kind === 'call') {
    return callIntrinsic(
      expression.name,
      expression.args.map((argument) => compute(argument, field, scope)),
    );
  }
  const value = lookUp(expression.path, scope);
  if (value !== undefined) return value;
  throw runtimeError(
    `The JSONPath '${expression.path}' specified for the field '${field}' could not be found in the input ` +
      `'${JSON.stringify(scope.input)}'`,
  );
}

function parsed(source: string, field: string): Expression {
  try {
    return parseExpression(source);
  } catch (cause) {
    if (cause instanceof ExpressionError) throw runtimeError(`The field '${field}': ${cause.message}`);
    throw cause;
  }
}
