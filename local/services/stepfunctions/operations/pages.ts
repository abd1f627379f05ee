import { type Input, ServiceError } from '../../../service.ts';
import { optionalText, pageSize } from './input.ts';

/**
 * One page of `entries`. The token names the last entry shown, so entries that are added at either end meanwhile
 * neither repeat nor hide others.
 * @param mark a number that identifies an entry and does not change
 * @throws ServiceError InvalidToken
 */
export function page<T>(
  input: Input,
  entries: readonly T[],
  mark: (entry: T) => number,
): { readonly entries: readonly T[]; readonly nextToken?: string } {
  const size = pageSize(input);
  const token = optionalText(input, 'nextToken', { min: 1, max: 3096 });
  const first = token === undefined ? 0 : entries.findIndex((entry) => mark(entry) === readToken(token)) + 1;
  if (token !== undefined && first === 0) throw invalidToken();
  const shown = entries.slice(first, first + size);
  const last = shown.at(-1);
  if (last === undefined || first + size >= entries.length) return { entries: shown };
  return { entries: shown, nextToken: Buffer.from(`after:${mark(last)}`).toString('base64') };
}

function readToken(token: string): number {
  const match = /^after:(\d+)$/.exec(Buffer.from(token, 'base64').toString());
  if (match === null) throw invalidToken();
  return Number(match[1]);
}

function invalidToken(): ServiceError {
  return new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
}
