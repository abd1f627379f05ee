import { ApiError, UnreachableError } from '../console/api/client.ts';
import type { Endpoint } from './connection.ts';
import { MissingError } from './exit-code.ts';

/** What the example agents of a cluster do; the local cloud's own words. */
export type Behaviour =
  | { readonly mode: 'healthy' | 'failing' | 'silent' | 'flapping' | 'canary-failing' }
  | { readonly mode: 'lagging'; readonly delayMs: number }
  | { readonly mode: 'polling'; readonly intervalMs: number };

export interface Agent {
  readonly cluster: string;
  readonly object: { readonly namespace: string; readonly name: string };
  readonly behaviour: Behaviour;
  /** The last commit that it found healthy. */
  readonly applied?: string;
}

export interface PushedImage {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** The switches of a local installation; where there are none, each call throws NotLocalError. */
export interface LocalClient {
  sendEvent(event: unknown): Promise<{ id: string }>;
  pushImage(image: {
    repository: string;
    tag: string;
    digest?: string;
    /** The source revision that it is labelled with. */
    revision?: string;
    /** It is a Helm chart. */
    chart?: boolean;
  }): Promise<PushedImage>;
  /** Of a new commit. */
  pushTag(tag: { repository: string; tag: string }): Promise<PushedImage>;
  agents(): Promise<{ agents: Agent[] }>;
  setBehaviour(cluster: string, behaviour: Behaviour): Promise<void>;
}

export class NotLocalError extends MissingError {
  override readonly name = 'NotLocalError';
  constructor(url: string) {
    super(
      `${url} is not a local installation, and only one of npm start takes this command. See --url and TOWPATH_URL.`,
    );
  }
}

type Fetch = typeof globalThis.fetch;

export function createLocalClient(endpoint: Endpoint, fetch: Fetch = globalThis.fetch): LocalClient {
  const call = <Answer>(method: string, path: string, body?: unknown): Promise<Answer> =>
    request<Answer>(endpoint, fetch, { method, path, body });
  return {
    sendEvent: (event) => call('POST', '/local/events', event),
    pushImage: (image) => call('POST', '/local/images', image),
    pushTag: (tag) => call('POST', '/local/tags', tag),
    agents: () => call('GET', '/local/agents'),
    setBehaviour: (cluster, behaviour) =>
      call('POST', `/local/agents/${encodeURIComponent(cluster)}`, behaviour),
  };
}

async function request<Answer>(
  { url, token }: Endpoint,
  fetch: Fetch,
  { method, path, body }: { method: string; path: string; body: unknown },
): Promise<Answer> {
  const headers = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(`${url}${path}`, init).catch((cause: unknown) => {
    throw new UnreachableError(`Nothing answers at ${url}. Is Towpath running? Start it with: npm start`, {
      cause,
    });
  });
  if (response.status === 404) throw new NotLocalError(url);
  const text = await response.text();
  if (!response.ok)
    throw new ApiError(response.status, messageIn(text) ?? `${path}: HTTP ${response.status}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

function messageIn(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
