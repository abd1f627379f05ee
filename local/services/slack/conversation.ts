import { join } from 'node:path';
import { openJournal } from '../../journal.ts';

export interface Message {
  readonly channel: string;
  /** Its id: seconds, a dot, six digits; no two of a channel are the same. */
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly thread?: string;
  /** Also shown in the channel, although it is in a thread. */
  readonly broadcast?: boolean;
  readonly edited?: boolean;
  /** The one person who sees it. */
  readonly onlyFor?: string;
}

/** What was said in all channels, in order; it survives `kill -9` in `directory`. */
export interface Conversation {
  all(): readonly Message[];
  find(channel: unknown, ts: unknown): Message | undefined;
  put(message: Message): void;
  newTs(): string;
  close(): void;
}

const MOST_KEPT = 500;

export function openConversation(directory: string | undefined, now: () => number): Conversation {
  const messages = new Map<string, Message>();
  const keyOf = ({ channel, ts }: Pick<Message, 'channel' | 'ts'>): string => `${channel} ${ts}`;
  let last = 0;
  const journal = openJournal<Message>({
    file: directory === undefined ? undefined : join(directory, 'messages.jsonl'),
    apply: (message) => {
      messages.set(keyOf(message), message);
      last = Math.max(last, Number(message.ts) * 1e6);
    },
    snapshot: () => [...messages.values()].slice(-MOST_KEPT),
  });
  return {
    all: () => [...messages.values()],
    find: (channel, ts) => messages.get(`${String(channel)} ${String(ts)}`),
    put: (message) => journal.append(message),
    newTs() {
      last = Math.max(last + 1, now() * 1000);
      return `${Math.floor(last / 1e6)}.${String(Math.floor(last % 1e6)).padStart(6, '0')}`;
    },
    close: () => journal.close(),
  };
}
