import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { equalInConstantTime } from './constant-time.ts';

const HEADER = /^sha256=([0-9a-f]{64})$/;

/**
 * Whether Flux's `generic-hmac` provider signed exactly these bytes with one of the keys.
 *
 * @param body the raw request body; a body that was parsed and written again does not verify.
 * @param header `X-Signature`. Flux names the algorithm in it and may change its default: only sha256 is taken.
 * @param keys the text of the Secret's `token`; the HMAC key is its bytes, untrimmed.
 */
export function verifyFluxSignature(
  body: Uint8Array,
  header: string | undefined,
  keys: readonly string[],
): boolean {
  const hex = HEADER.exec(header ?? '')?.[1];
  if (hex === undefined) return false;
  const signature = hexToBytes(hex);
  let verified = false;
  // Every key is tried, so that the time tells nothing of which one fits.
  for (const key of keys) {
    const matches = equalInConstantTime(hmac(sha256, utf8ToBytes(key), body), signature);
    verified = matches || verified;
  }
  return verified;
}
