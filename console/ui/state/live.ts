import { createStore } from './store.ts';

/** Whether a stream of events is open. */
export const isLive = createStore(false);

/** Goes up whenever something has happened that the page may show; what it was is asked of the API. */
export const happenings = createStore(0);

/** From one answer to the next while a stream is open: for what no event tells of, as agents' reports and settings. */
const LIVE_EVERY_MS = 5000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

/** How long to wait until the API is asked again. */
export const pace = (everyMs: number): number => (isLive.get() ? Math.max(everyMs, LIVE_EVERY_MS) : everyMs);

/**
 * Opens the stream, to be ended by the signal; undefined where there is none. Not an `EventSource`: that could send the
 * token in an address only.
 */
export type OpenStream = (signal: AbortSignal) => Promise<Response | undefined>;

/**
 * Listens until it is stopped, and opens the stream again when it breaks. A stream only says when to ask: without one,
 * and while it is broken, the page asks by the clock.
 *
 * @returns how to stop
 */
export function listen(open: OpenStream): () => void {
  const stopping = new AbortController();
  void keepListening(open, stopping.signal);
  return () => {
    stopping.abort();
    isLive.set(false);
  };
}

async function keepListening(open: OpenStream, signal: AbortSignal): Promise<void> {
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    try {
      const response = await open(signal);
      if (response === undefined) return;
      if (response.ok && response.body !== null) {
        retryMs = FIRST_RETRY_MS;
        await follow(response.body.getReader(), signal);
      }
    } catch {
      // Whatever it was: the page asks by the clock, and says so itself when nothing answers.
    }
    if (signal.aborted) return;
    turn(false);
    await new Promise((resolve) => setTimeout(resolve, retryMs));
    retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
  }
}

async function follow(reader: ReadableStreamDefaultReader<Uint8Array>, signal: AbortSignal): Promise<void> {
  const decoder = new TextDecoder();
  let unread = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done || signal.aborted) return;
    turn(true);
    const messages = (unread + decoder.decode(value, { stream: true })).split('\n\n');
    unread = messages.pop() ?? '';
    if (messages.some((message) => /^data:/m.test(message))) happen();
  }
}

/** At both turns something may have happened that nobody told of. */
function turn(live: boolean): void {
  if (isLive.get() === live) return;
  isLive.set(live);
  happen();
}

const happen = (): void => happenings.set(happenings.get() + 1);
