import { ApiError, type Client, createClient } from '../../api/client.ts';
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

/** Whoever signed in acts as themselves: as whom the settings know them by. */
export async function becomeCaller(storage: Parameters<typeof actAs>[1]): Promise<void> {
  actAs((await reader().me()).person, storage);
}

export const isUnauthenticated = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 401;

/** The API's own sentence, or what went wrong before it could speak. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : `Something went wrong: ${String(error)}`;
