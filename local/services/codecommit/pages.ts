import { isDeepStrictEqual } from 'node:util';
import { failure } from './input.ts';

/**
 * The part of `items` that a token stands for, and the token of the next part. A token is only good for the same
 * `question`: what was asked, resolved to ids where it names something that moves.
 */
export function page<Item>(
  items: readonly Item[],
  size: number,
  token: string | undefined,
  question: object = {},
): { items: readonly Item[]; next?: string } {
  const start = token === undefined ? 0 : readToken(token, question);
  const end = start + size;
  const part = items.slice(start, end);
  return end < items.length
    ? { items: part, next: writeToken({ ...question, start: end }) }
    : { items: part };
}

export const writeToken = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');

/** @throws InvalidContinuationTokenException */
export function parseToken(token: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (typeof content === 'object' && content !== null) return { ...content };
  } catch {
    // Told below, as for every other token that is not ours.
  }
  throw failure('InvalidContinuationTokenException', 'the continuation token is not valid');
}

function readToken(token: string, question: object): number {
  const { start, ...asked } = parseToken(token);
  if (typeof start === 'number' && isDeepStrictEqual(asked, question)) return start;
  throw failure('InvalidContinuationTokenException', 'the continuation token belongs to another request');
}
