import { type Input, ServiceError } from '../../../service.ts';
import { type Json, PAYLOAD_LIMIT, parseJson } from '../json.ts';

/** A required string member. @throws ServiceError ValidationException */
export function text(input: Input, member: string, limits: { min?: number; max?: number } = {}): string {
  const value = optionalText(input, member, limits);
  if (value === undefined) throw invalid('null', member, 'Member must not be null');
  return value;
}

/** @throws ServiceError ValidationException */
export function optionalText(
  input: Input,
  member: string,
  limits: { min?: number; max?: number } = {},
): string | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(JSON.stringify(value), member, 'Member must be a string');
  const { min = 0, max = Number.POSITIVE_INFINITY } = limits;
  const length = Buffer.byteLength(value);
  if (length < min) throw invalid(value, member, `Member must have length greater than or equal to ${min}`);
  if (length > max)
    throw invalid(`${value.slice(0, 64)}...`, member, `Member must have length less than or equal to ${max}`);
  return value;
}

/** @throws ServiceError ValidationException */
export function oneOf<T extends string>(input: Input, member: string, values: readonly T[]): T | undefined {
  const value = optionalText(input, member);
  const found = values.find((allowed) => allowed === value);
  if (value !== undefined && found === undefined) {
    throw invalid(value, member, `Member must satisfy enum value set: [${values.join(', ')}]`);
  }
  return found;
}

/** An ARN. @throws ServiceError InvalidArn */
export function arn(input: Input, member: string): string {
  const value = text(input, member, { min: 1 });
  if (!value.startsWith('arn:')) {
    throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${value}'`);
  }
  return value;
}

/**
 * A JSON text as it came. @throws ServiceError with the given code if it is no JSON, ValidationException if it is too
 * long
 */
export function jsonText(
  input: Input,
  member: string,
  fallback: string | undefined,
  error: { readonly code: string; readonly title: string },
): { readonly source: string; readonly value: Json } {
  const limits = { max: PAYLOAD_LIMIT };
  const source =
    fallback === undefined ? text(input, member, limits) : (optionalText(input, member, limits) ?? fallback);
  const value = parseJson(source);
  if (value === undefined) {
    throw new ServiceError(error.code, `${error.title}: 'Not a JSON text: ${source.slice(0, 80)}'`);
  }
  return { source, value };
}

/** A name of a state machine or an execution. @throws ServiceError InvalidName */
export function validName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: AWS forbids them by name
  const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/;
  if (name.length >= 1 && name.length <= 80 && !forbidden.test(name)) return name;
  throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
}

function invalid(value: string, member: string, constraint: string): ServiceError {
  return new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

/** `maxResults`: 0 or none means AWS's default. */
export function pageSize(input: Input): number {
  const value = input.maxResults ?? 0;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw invalid(JSON.stringify(value), 'maxResults', 'Member must be a number, not negative');
  }
  if (value > 1000) {
    throw invalid(String(value), 'maxResults', 'Member must have value less than or equal to 1000');
  }
  return value === 0 ? 100 : value;
}
