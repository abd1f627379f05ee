import type { FindingView } from '../../console/api/views.ts';
import type { Endpoint } from '../connection.ts';
import type { Io } from '../io.ts';
import { checkUpAws } from './check-up.ts';
import { createAwsLooks } from './looks.ts';
import { awsPlaceOf } from './place.ts';
import { createSignedFetch } from './signed-fetch.ts';

/** The side of a command that is AWS; of a local installation it is empty. */
export interface Aws {
  /** Where requests go, and what sends them. */
  readonly endpoint: Endpoint;
  readonly fetch: typeof globalThis.fetch;
  /** Findings about an installation of that name. */
  checkUp(name: string): Promise<FindingView[]>;
}

/** Below this path the API takes signed requests; beside it, tokens of the page. */
const SIGNED = '/iam';

export function openAws(endpoint: Endpoint, io: Io): Aws {
  const { fetch = globalThis.fetch, now = Date.now } = io;
  const place = endpoint.token === undefined ? awsPlaceOf(endpoint.url, io) : undefined;
  if (place === undefined) return { endpoint, fetch, checkUp: async () => [] };
  const credentials = async () => {
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    return fromNodeProviderChain()();
  };
  return {
    endpoint: { url: `${endpoint.url}${SIGNED}` },
    fetch: createSignedFetch({ ...place, fetch, now, credentials }),
    checkUp: (name) => checkUpAws(createAwsLooks(place), name),
  };
}
