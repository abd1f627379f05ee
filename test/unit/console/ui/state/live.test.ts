import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { happenings, isLive, listen, pace } from '../../../../../console/ui/state/live.ts';

let stop = (): void => undefined;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

/** Streams that are opened one after another; the test says what comes of the last. */
function aServer(status = 200) {
  const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  const signals: AbortSignal[] = [];
  const begin = happenings.get();
  stop = listen(async (signal) => {
    signals.push(signal);
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void streams.push(controller) });
    return new Response(body, { status });
  });
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return {
    signals,
    opened: () => streams.length,
    heard: () => happenings.get() - begin,
    settle,
    async send(text: string) {
      streams.at(-1)!.enqueue(new TextEncoder().encode(text));
      await settle();
    },
    async end() {
      streams.at(-1)!.close();
      await settle();
    },
    async breakOff() {
      streams.at(-1)!.error(new Error('gone'));
      await settle();
    },
  };
}

const OPEN = ': open\n\n';
const EVENT = 'id: 1\ndata: {"detail-type":"Wave Committed"}\n\n';

describe('a stream of events', () => {
  it('has the page ask at once when it is open, and at each event', async () => {
    const { heard, send, settle } = aServer();
    await settle();
    expect(isLive.get()).toBe(false);
    await send(OPEN);
    expect([isLive.get(), heard()]).toEqual([true, 1]);
    await send(EVENT);
    await send(EVENT);
    expect(heard()).toBe(3);
  });

  it('is read as it comes: in pieces, several at once, and without what is no event', async () => {
    const { heard, send, settle } = aServer();
    await settle();
    await send(OPEN);
    await send(EVENT.slice(0, 9));
    expect(heard()).toBe(1);
    await send(EVENT.slice(9));
    expect(heard()).toBe(2);
    await send(': still here\n\n');
    expect(heard()).toBe(2);
    await send(EVENT + EVENT);
    expect(heard()).toBe(3);
  });

  it('slows down the clock, but for what is asked more seldom anyway', async () => {
    expect([pace(1000), pace(10_000)]).toEqual([1000, 10_000]);
    const { send, settle } = aServer();
    await settle();
    await send(OPEN);
    expect([pace(1000), pace(10_000)]).toEqual([5000, 10_000]);
  });

  it.each(['end', 'breakOff'] as const)(
    'is opened again after its %s; meanwhile the clock goes as before',
    async (how) => {
      const server = aServer();
      await server.settle();
      await server.send(OPEN);
      await server[how]();
      expect([isLive.get(), pace(1000), server.heard()]).toEqual([false, 1000, 2]);
      await vi.advanceTimersByTimeAsync(1000);
      await server.send(OPEN);
      expect([isLive.get(), server.opened(), server.heard()]).toEqual([true, 2, 3]);
    },
  );

  it('is tried more and more seldom while it is refused', async () => {
    const { heard, opened } = aServer(503);
    for (const [afterMs, times] of [
      [0, 1],
      [1000, 2],
      [2000, 3],
      [4000, 4],
      [8000, 5],
      [16_000, 6],
      [30_000, 7],
      [30_000, 8],
    ] as const) {
      await vi.advanceTimersByTimeAsync(afterMs);
      expect(opened()).toBe(times);
    }
    expect([isLive.get(), heard()]).toEqual([false, 0]);
  });

  it('is not looked for again where there is none', async () => {
    const open = vi.fn(async () => undefined);
    stop = listen(open);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(open).toHaveBeenCalledTimes(1);
    expect(isLive.get()).toBe(false);
  });

  it('ends when it is stopped, and is heard no more', async () => {
    const { heard, opened, send, settle, signals } = aServer();
    await settle();
    await send(OPEN);
    stop();
    expect([isLive.get(), signals[0]?.aborted]).toEqual([false, true]);
    await send(EVENT);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([heard(), opened()]).toEqual([1, 1]);
  });
});
