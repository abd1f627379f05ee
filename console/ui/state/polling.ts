/** The longest pause between two tries while nothing answers. */
export const LONGEST_PAUSE_MS = 15_000;

export interface PollingOptions<Answer> {
  readonly load: () => Promise<Answer>;
  /** From one answer to the next request; asked after each answer. */
  readonly everyMs: () => number;
  readonly onAnswer: (answer: Answer) => void;
  readonly onError: (error: unknown) => void;
}

export interface Polling {
  /** Asks now; during a request, once more right after it. */
  refresh(): void;
  pause(): void;
  /** Asks at once, unless it was not paused. */
  resume(): void;
  /** For good: an answer that is still on its way is ignored. */
  stop(): void;
}

export function pauseAfter(everyMs: number, failures: number): number {
  return Math.max(everyMs, Math.min(LONGEST_PAUSE_MS, everyMs * 2 ** failures));
}

/** Asks again and again, never twice at a time, more rarely while it fails. */
export function startPolling<Answer>(options: PollingOptions<Answer>): Polling {
  const { load, everyMs, onAnswer, onError } = options;
  let state: 'running' | 'paused' | 'stopped' = 'running';
  let isAsking = false;
  let isAskedAgain = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    isAsking = true;
    isAskedAgain = false;
    try {
      const answer = await load();
      failures = 0;
      if (state !== 'stopped') onAnswer(answer);
    } catch (error) {
      failures += 1;
      if (state !== 'stopped') onError(error);
    }
    isAsking = false;
    if (state !== 'running') return;
    timer = setTimeout(ask, isAskedAgain ? 0 : pauseAfter(everyMs(), failures));
  }

  function refresh(): void {
    if (state !== 'running') return;
    if (isAsking) isAskedAgain = true;
    else void ask();
  }

  function halt(next: 'paused' | 'stopped'): void {
    if (state !== 'stopped') state = next;
    clearTimeout(timer);
  }

  refresh();
  return {
    refresh,
    pause: () => halt('paused'),
    resume() {
      if (state !== 'paused') return;
      state = 'running';
      refresh();
    },
    stop: () => halt('stopped'),
  };
}
