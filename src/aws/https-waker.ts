import { lookup } from 'node:dns';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isForbiddenAddress, literalIn } from '../domain/wake/address.ts';
import type { WakeRequest } from '../domain/wake/request.ts';
import type { Waker } from '../ports/wake.ts';

/** Long enough for an agent that is there; whoever waits for it has nothing else to do. */
const TIMEOUT_MS = 3_000;

export interface WakerOptions {
  readonly repository: string;
  readonly region: string;
  /** Address of what stands in for the agents of all clusters; empty where there are real ones. */
  readonly standIn: string;
  /** For tests: who signed the certificate of the one that is woken, and addresses that are then allowed. */
  readonly trust?: { readonly ca: string; readonly isForbidden: (address: string) => boolean };
}

/** The address is what a file of the repository says, so it is trusted as far as that: https, and no address of our own. */
export function createHttpsWaker({ repository, region, standIn, trust }: WakerOptions): Waker {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    repositoryUrl: `https://git-codecommit.${region}.${domain}/v1/repos/${repository}`,
    async send(cluster, request) {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      try {
        const status =
          standIn === ''
            ? await post(request, signal, trust)
            : await postTo(`${standIn}/${cluster}`, request, signal);
        if (status < 200 || status > 299) throw new Error(`it answered ${status}`);
      } catch (error) {
        if (signal.aborted) throw new Error(`no answer within ${TIMEOUT_MS / 1000} s`);
        throw error;
      }
    },
  };
}

/** Resolves with the status, as soon as it is there; the rest of the answer is left alone. */
function post(
  { url: text, headers, body }: WakeRequest,
  signal: AbortSignal,
  { ca, isForbidden }: Partial<NonNullable<WakerOptions['trust']>> = {},
): Promise<number> {
  const url = new URL(text);
  const forbids = isForbidden ?? isForbiddenAddress;
  const literal = literalIn(url);
  if (url.protocol !== 'https:' || (literal !== undefined && forbids(literal)))
    return Promise.reject(new Error(`${url.origin} is an address that no agent can have`));
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      headers,
      signal,
      agent: false,
      lookup: guarded(forbids),
      ...(ca && { ca }),
    };
    const sent = requestHttps(url, options, (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A name can lead anywhere, and elsewhere at each look: what it leads to is judged at the one look that is used. */
const guarded =
  (forbids: (address: string) => boolean): LookupFunction =>
  (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      if (addresses.length === 0 || addresses.some(({ address }) => forbids(address)))
        return callback(new Error(`${hostname} leads to an address that no agent can have`), []);
      const [first] = addresses;
      return options.all === true
        ? callback(null, addresses)
        : callback(null, first?.address ?? '', first?.family);
    });

async function postTo(
  standIn: string,
  { url, headers, body }: WakeRequest,
  signal: AbortSignal,
): Promise<number> {
  const { pathname } = new URL(url);
  const { status } = await fetch(`${standIn}${pathname}`, { method: 'POST', headers, body, signal });
  return status;
}
