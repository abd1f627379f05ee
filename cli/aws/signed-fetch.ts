import { createHash, createHmac } from 'node:crypto';
import type { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { ConnectionError } from '../exit-code.ts';
import type { AwsPlace } from './place.ts';

type Credentials = ReturnType<typeof fromNodeProviderChain>;

/** The part of a signer's hash that it uses; with a key it is an HMAC. */
class Sha256 {
  readonly #hash;
  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', bytes(key));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error('A hash is used once.');
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

export interface SigningOptions extends AwsPlace {
  readonly credentials: Credentials;
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Signs every request with Signature Version 4, for API Gateway's IAM authorizer. */
export function createSignedFetch({
  region,
  credentials,
  fetch,
  now,
}: SigningOptions): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const { SignatureV4 } = await import('@smithy/signature-v4');
    const signer = new SignatureV4({
      service: 'execute-api',
      region,
      credentials: () => orExplain(credentials),
      sha256: Sha256,
    });
    const url = new URL(String(input));
    const { method = 'GET', body } = init;
    const request = {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...Object.fromEntries(new Headers(init.headers)), host: url.host },
      ...(body != null && { body }),
    };
    const { headers } = await signer.sign(request, { signingDate: new Date(now()) });
    // fetch makes the same header from the address, and takes it from nobody.
    const { host: _, ...sent } = headers;
    return fetch(input, { ...init, headers: sent });
  };
}

async function orExplain(credentials: Credentials) {
  try {
    return await credentials();
  } catch (cause) {
    throw new ConnectionError(
      'No AWS credentials were found to sign with. Sign in (aws sso login), or set AWS_PROFILE.',
      { cause },
    );
  }
}
