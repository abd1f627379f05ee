import { type Input, ServiceError } from '../../service.ts';

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1_000;

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** A page of `all`. The token names the last item shown, so that a push in between shifts nothing. */
export function pageOf<T>(all: readonly T[], nameOf: (item: T) => string, input: Input): Page<T> {
  const { maxResults = DEFAULT_PAGE, nextToken } = input;
  const size = Number(maxResults);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    throw invalidParameter(`maxResults must be between 1 and ${LARGEST_PAGE}, not ${maxResults}`);
  }
  const start = typeof nextToken === 'string' ? startAfter(all, nameOf, nextToken) : 0;
  const items = all.slice(start, start + size);
  const last = items.at(-1);
  return start + size < all.length && last !== undefined
    ? { items, nextToken: encode(nameOf(last)) }
    : { items };
}

function startAfter<T>(all: readonly T[], nameOf: (item: T) => string, token: string): number {
  const index = all.findIndex((item) => encode(nameOf(item)) === token);
  if (index < 0) throw invalidParameter(`nextToken ${token} is not one that was given out`);
  return index + 1;
}

function encode(name: string): string {
  return Buffer.from(name).toString('base64');
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', `Invalid parameter: ${message}`);
}

export function required(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalidParameter(`${name} must not be null`);
}
