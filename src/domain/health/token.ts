import { utf8ToBytes } from '@noble/hashes/utils.js';
import { equalInConstantTime } from './constant-time.ts';

/**
 * Whether a text is one of the tokens. Every token is compared, so that the time tells nothing of which one fits.
 */
export function verifyToken(given: string | undefined, tokens: readonly string[]): boolean {
  const bytes = utf8ToBytes(given ?? '');
  let verified = false;
  for (const token of tokens) {
    const matches = equalInConstantTime(utf8ToBytes(token), bytes);
    verified = matches || verified;
  }
  return verified;
}

/** The token of an `Authorization: Bearer` header. */
export const bearerOf = (header: string | undefined): string | undefined =>
  /^Bearer ([0-9A-Za-z._-]{1,256})$/i.exec(header ?? '')?.[1];
