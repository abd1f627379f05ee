import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pauseAfter, startPolling } from '../../../../../console/ui/state/polling.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Requests that are answered one by one, when the test says so. */
function startWith(everyMs = () => 1000) {
  const open: PromiseWithResolversOf<string>[] = [];
  const heard: string[] = [];
  const polling = startPolling<string>({
    everyMs,
    load: () => {
      const request = withResolvers<string>();
      open.push(request);
      return request.promise;
    },
    onAnswer: (answer) => heard.push(answer),
    onError: (error) => heard.push(`error: ${(error as Error).message}`),
  });
  const settle = async (how: (request: PromiseWithResolversOf<string>) => void) => {
    how(open.at(-1)!);
    await vi.advanceTimersByTimeAsync(0);
  };
  return {
    polling,
    heard,
    asked: () => open.length,
    answer: (text: string) => settle(({ resolve }) => resolve(text)),
    fail: () => settle(({ reject }) => reject(new Error('gone'))),
  };
}

interface PromiseWithResolversOf<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

function withResolvers<Value>(): PromiseWithResolversOf<Value> {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

describe('polling', () => {
  it('asks at once, and again some time after each answer', async () => {
    const { answer, asked, heard } = startWith();
    expect(asked()).toBe(1);
    await answer('one');
    await vi.advanceTimersByTimeAsync(999);
    expect(asked()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked()).toBe(2);
    await answer('two');
    expect(heard).toEqual(['one', 'two']);
  });

  it('asks as often as it is told to after each answer', async () => {
    let every = 1000;
    const { answer, asked } = startWith(() => every);
    every = 5000;
    await answer('one');
    await vi.advanceTimersByTimeAsync(4999);
    expect(asked()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked()).toBe(2);
  });

  it('never asks while it waits for an answer, however long that takes', async () => {
    const { polling, asked } = startWith();
    polling.refresh();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked()).toBe(1);
  });

  it('asks once more right after the answer when it was told to refresh meanwhile', async () => {
    const { polling, answer, asked } = startWith();
    polling.refresh();
    polling.refresh();
    await answer('old');
    await vi.advanceTimersByTimeAsync(0);
    expect(asked()).toBe(2);
    await answer('new');
    await vi.advanceTimersByTimeAsync(0);
    expect(asked()).toBe(2);
  });

  it('asks more rarely while it fails, and as often as before once it is answered', async () => {
    const { answer, fail, asked, heard } = startWith();
    await fail();
    await vi.advanceTimersByTimeAsync(1999);
    expect(asked()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked()).toBe(2);
    await answer('back');
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked()).toBe(3);
    expect(heard).toEqual(['error: gone', 'back']);
  });

  it('waits 15 s at most', () => {
    expect([0, 1, 2, 3, 4, 50].map((failures) => pauseAfter(1000, failures))).toEqual([
      1000, 2000, 4000, 8000, 15_000, 15_000,
    ]);
    expect(pauseAfter(30_000, 3)).toBe(30_000);
  });

  it('rests while it is paused, and asks at once when it goes on', async () => {
    const { polling, answer, asked } = startWith();
    await answer('one');
    polling.pause();
    polling.refresh();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked()).toBe(1);
    polling.resume();
    polling.resume();
    expect(asked()).toBe(2);
  });

  it('hears nothing any more once it is stopped', async () => {
    const { polling, answer, asked, heard } = startWith();
    polling.stop();
    await answer('too late');
    polling.resume();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard).toEqual([]);
    expect(asked()).toBe(1);
  });
});
