import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod/mini';

const KEY_BYTES = 32;
const VERSION = /^[0-9A-Za-z_-]{1,32}$/;

/** The secrets that cluster keys are derived from, by version; several while a rotation is under way. */
export interface KeyRing {
  /** The version that new keys are derived from. */
  readonly current: string;
  readonly secrets: ReadonlyMap<string, Uint8Array>;
}

export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

const KeyRingDocument = z.object({ current: z.string(), keys: z.record(z.string(), z.string()) });

/**
 * Reads the document in Secrets Manager: `{ "current": "2", "keys": { "1": "<base64>", "2": "<base64>" } }`,
 * each key at least 32 bytes.
 *
 * @throws KeyRingError It never quotes the document nor keeps a cause: a parser's message shows what it read.
 */
export function parseKeyRing(text: string): KeyRing {
  const document = KeyRingDocument.safeParse(parseJson(text));
  if (!document.success) {
    throw new KeyRingError(
      'The key ring must be { "current": "<version>", "keys": { "<version>": "<base64>" } }.',
    );
  }
  const { current, keys } = document.data;
  const secrets = new Map(Object.entries(keys).map(([version, key]) => [version, parseSecret(version, key)]));
  if (!secrets.has(current)) {
    throw new KeyRingError(`The key ring's current version "${current}" is not among its keys.`);
  }
  return { current, secrets };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KeyRingError('The key ring is not JSON.');
  }
}

function parseSecret(version: string, base64: string): Uint8Array {
  // A version with a slash could be read as part of another cluster's name.
  if (!VERSION.test(version)) {
    throw new KeyRingError(`The key ring's version "${version}" may hold only letters, digits, "_" and "-".`);
  }
  const secret = decodeBase64(base64);
  if (secret === undefined) throw new KeyRingError(`The key ring's key "${version}" is not base64.`);
  if (secret.length < KEY_BYTES) {
    throw new KeyRingError(
      `The key ring's key "${version}" has ${secret.length} bytes; it needs ${KEY_BYTES}.`,
    );
  }
  return secret;
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/**
 * What a key opens: each way in has keys of its own, so that one which leaks opens no other. `health` signs the reports
 * of Flux, `argocd` is the bearer token of Argo CD's, `snapshot` signs snapshots, and `flagger` is the token in the
 * metadata of Flagger's webhooks. `wake` is the other way round: it signs what we tell an agent.
 */
export type KeyPurpose = 'health' | 'argocd' | 'snapshot' | 'flagger' | 'wake';

/**
 * The key of one cluster, as lower-case hex. This text is the `token` of the cluster's Flux Secret, so the
 * HMAC key is the bytes of the text, not the 32 bytes that it spells.
 */
export function deriveClusterKey(
  secret: Uint8Array,
  version: string,
  cluster: string,
  purpose: KeyPurpose = 'health',
): string {
  const info = utf8ToBytes(`towpath/${purpose}/${version}/${cluster}`);
  return bytesToHex(hkdf(sha256, secret, undefined, info, KEY_BYTES));
}

/** The keys a report of this cluster may be signed with, the current version's first. */
export function clusterKeys(ring: KeyRing, cluster: string, purpose: KeyPurpose = 'health'): string[] {
  const versions = [...ring.secrets].sort(([left], [right]) => rank(ring, left) - rank(ring, right));
  return versions.map(([version, secret]) => deriveClusterKey(secret, version, cluster, purpose));
}

function rank(ring: KeyRing, version: string): number {
  return version === ring.current ? 0 : 1;
}
