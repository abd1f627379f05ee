import { ApiError, type Client, createClient } from '../../api/client.ts';
import { listen } from './live.ts';
import { actAs, person } from './person.ts';
import { session } from './session.ts';
import { onlyChanges } from './unchanged.ts';

/** A request that hangs would stop the polling that waits for it. */
const REQUEST_TIMEOUT_MS = 10_000;
/** API Gateway gives up after 30 seconds. */
const LONGEST_TIMEOUT_MS = 30_000;

const fetchWithin =
  (milliseconds: number): typeof globalThis.fetch =>
  (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.timeout(milliseconds) });

const fetchChanges = onlyChanges(fetchWithin(REQUEST_TIMEOUT_MS));

/** To read with: nobody in particular, so that a person who left the settings does not blind the page. */
export const reader = (): Client => clientFor(undefined, fetchChanges);

/** To read what takes long, and is asked for once. */
export const patientReader = (): Client => clientFor(undefined, fetchWithin(LONGEST_TIMEOUT_MS));

/** To act with: as the person that was chosen. */
export const actor = (): Client => clientFor(person.get(), fetchChanges);

function clientFor(as: string | undefined, fetch: typeof globalThis.fetch): Client {
  const { token } = session.get();
  return createClient({
    url: location.origin,
    via: 'console',
    fetch,
    ...(token !== undefined && { token }),
    ...(as !== undefined && { as }),
  });
}

/**
 * Hears of what happens while the page can be seen: a browser opens few connections, and a page that nobody looks at is
 * not worth one of them.
 *
 * @returns how to stop
 */
export function followEvents(document: Document): () => void {
  let stop: (() => void) | undefined;
  const follow = (): void => {
    stop?.();
    stop = document.hidden ? undefined : listen(openEvents);
  };
  follow();
  document.addEventListener('visibilitychange', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    stop?.();
  };
}

/** The API says where, if there is such a stream. */
async function openEvents(signal: AbortSignal): Promise<Response | undefined> {
  const { eventStream } = await reader().me();
  const headers = { authorization: `Bearer ${session.get().token}` };
  return eventStream === undefined ? undefined : fetch(eventStream, { signal, headers });
}

/** Whoever signed in acts as themselves: as whom the settings know them by. */
export async function becomeCaller(storage: Parameters<typeof actAs>[1]): Promise<void> {
  actAs((await reader().me()).person, storage);
}

export const isUnauthenticated = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 401;

/** The API's own sentence, or what went wrong before it could speak. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : `Something went wrong: ${String(error)}`;
