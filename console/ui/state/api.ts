import { ApiError, type Client, createClient } from '../../api/client.ts';
import { listen } from './live.ts';
import { actAs, person } from './person.ts';
import { session } from './session.ts';
import { onlyChanges } from './unchanged.ts';

/** A request that hangs would stop the polling that waits for it. */
const REQUEST_TIMEOUT_MS = 10_000;

const fetchChanges = onlyChanges((input, init) =>
  fetch(input, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) }),
);

/** To read with: nobody in particular, so that a person who left the settings does not blind the page. */
export const reader = (): Client => clientFor(undefined);

/** To act with: as the person that was chosen. */
export const actor = (): Client => clientFor(person.get());

function clientFor(as: string | undefined): Client {
  const { token } = session.get();
  return createClient({
    url: location.origin,
    via: 'console',
    fetch: fetchChanges,
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
