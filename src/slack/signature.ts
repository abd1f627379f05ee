import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { equalInConstantTime } from '../domain/health/constant-time.ts';

const VERSION = 'v0';
const SIGNATURE = /^v0=([0-9a-f]{64})$/;
const TIMESTAMP = /^\d{1,12}$/;
const WINDOW_SECONDS = 300;

export interface SignedRequest {
  /** The raw body; one that was parsed and written again does not verify. */
  readonly body: Uint8Array;
  /** `X-Slack-Request-Timestamp`: seconds. */
  readonly timestamp: string | undefined;
  /** `X-Slack-Signature`. */
  readonly signature: string | undefined;
}

/**
 * `stale`: signed by Slack, and more than five minutes from now. `now` is in milliseconds. The time is looked at after
 * the signature, so that a forged request learns nothing.
 */
export function verifySlackSignature(
  { body, timestamp = '', signature = '' }: SignedRequest,
  secret: string,
  now: number,
): 'valid' | 'stale' | 'forged' {
  const hex = SIGNATURE.exec(signature)?.[1];
  if (hex === undefined || !TIMESTAMP.test(timestamp) || secret === '') return 'forged';
  const signed = concatBytes(utf8ToBytes(`${VERSION}:${timestamp}:`), body);
  if (!equalInConstantTime(hmac(sha256, utf8ToBytes(secret), signed), hexToBytes(hex))) return 'forged';
  return Math.abs(now / 1000 - Number(timestamp)) > WINDOW_SECONDS ? 'stale' : 'valid';
}
