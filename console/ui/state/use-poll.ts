import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, type Client } from '../../api/client.ts';
import { reuse } from '../lib/reuse.ts';
import { isUnauthenticated, reader, sentenceOf } from './api.ts';
import { answered, unanswered } from './connection.ts';
import { happenings, pace } from './live.ts';
import { type Polling, startPolling } from './polling.ts';
import { endSession } from './session.ts';

export interface Polled<Answer> {
  /** The last answer, kept while requests fail. */
  readonly data?: Answer;
  /** What the API said instead of an answer; nothing while it is merely out of reach. */
  readonly problem?: string;
  readonly refresh: () => void;
}

/** The last answer by key, so that a page that was seen before is there at once. */
const answers = new Map<string, unknown>();

interface PollOptions<Answer> {
  /** Names what is loaded; the same key is the same thing. */
  readonly key: string;
  readonly load: (client: Client) => Promise<Answer>;
  readonly everyMs: number;
  /** To show until the first answer. */
  readonly seed?: Answer | undefined;
}

/** What the API says of something, asked again and again while the page can be seen, and when something happens. */
export function usePoll<Answer>({ key, load, everyMs, seed }: PollOptions<Answer>): Polled<Answer> {
  const [shown, show] = useState<{ key: string; data?: Answer | undefined; problem?: string }>({ key });
  const loading = useRef(load);
  loading.current = load;
  const polling = useRef<Polling | undefined>(undefined);

  useEffect(() => {
    const current = startPolling<Answer>({
      everyMs: () => pace(everyMs),
      load: () => loading.current(reader()),
      onAnswer(answer) {
        answered();
        const data = reuse(answers.get(key), answer);
        answers.set(key, data);
        show({ key, data });
      },
      onError(error) {
        if (isUnauthenticated(error)) return endSession(window);
        if (!(error instanceof ApiError)) return unanswered(Date.now());
        answered();
        show({ key, data: answers.get(key) as Answer | undefined, problem: sentenceOf(error) });
      },
    });
    polling.current = current;
    const follow = () => (document.hidden ? current.pause() : current.resume());
    follow();
    document.addEventListener('visibilitychange', follow);
    const silence = happenings.subscribe(current.refresh);
    return () => {
      silence();
      document.removeEventListener('visibilitychange', follow);
      current.stop();
    };
  }, [key, everyMs]);

  const refresh = useCallback(() => polling.current?.refresh(), []);
  const isCurrent = shown.key === key;
  const data = (isCurrent ? shown.data : undefined) ?? (answers.get(key) as Answer | undefined) ?? seed;
  return {
    refresh,
    ...(data !== undefined && { data }),
    ...(isCurrent && shown.problem !== undefined && { problem: shown.problem }),
  };
}

/** What was last answered under a key, for a page that shows part of it. */
export const lastAnswer = <Answer>(key: string): Answer | undefined => answers.get(key) as Answer | undefined;
