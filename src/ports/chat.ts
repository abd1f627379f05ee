import type { CardBallot, ChatMessage } from '../domain/chat/message.ts';
import type { RefusedRequest } from '../domain/ledger/entry-requests.ts';
import type { Identity } from '../domain/people/identity.ts';

/** A message that is there: channel, and its id in it. */
export interface MessagePlace {
  readonly channel: string;
  readonly id: string;
}

/** How to speak to the one person who did something. */
export interface Reply {
  /** Takes a few answers for some minutes; what answers later goes by channel and user. */
  readonly url?: string;
  readonly channel?: string;
  readonly user: string;
}

/**
 * A chat service. Each call may have taken effect although it throws, so what must not happen twice is noted before
 * (`ChatMemory`). Of a service that is busy it waits a little; then it throws, and the caller's queue tries again later.
 */
export interface Chat {
  /** `below`: in the thread of that message; `alert` shows it in the channel as well. */
  post(
    channel: string,
    message: ChatMessage,
    options?: { readonly below?: MessagePlace; readonly alert?: boolean },
  ): Promise<MessagePlace>;
  /** False when there is no such message any more. */
  update(place: MessagePlace, message: ChatMessage): Promise<boolean>;
  /** Seen by that person alone. Best effort: false when there was no way to. */
  tell(to: Reply, text: string): Promise<boolean>;
  /** Asks the person for the reason of a rejection; `trigger` is that of the button they pressed, seconds ago. */
  askReason(trigger: string, ballot: CardBallot, reply: Reply): Promise<void>;
}

/** The service refused a call for good, or for now: it had no effect. `retryAfterMs` where it said when to come again. */
export class ChatRefusedError extends Error {
  override readonly name = 'ChatRefusedError';
  readonly retryAfterMs: number | undefined;
  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** A message that was posted, and what it showed last. */
export interface Posted {
  readonly place: MessagePlace;
  /** Of its content: the same need not be sent again. */
  readonly digest: string;
}

/** Which messages there are, so that the same thing is told once. */
export interface ChatMemory {
  posted(key: string): Promise<Posted | undefined>;
  /**
   * Before posting. True for one caller at a time: whoever began `patienceMs` ago and did not put anything has died, and
   * the next one may.
   */
  claim(key: string, now: number, patienceMs: number): Promise<boolean>;
  put(key: string, posted: Posted): Promise<void>;
  forget(key: string): Promise<void>;
  /** True the first time it is asked about a request; remembered for longer than a signature is valid. */
  isFirst(request: string): Promise<boolean>;
}

/** Somebody wants something by chat; `team` is the workspace that it came from. */
interface Asked {
  readonly identity: Identity & { readonly kind: 'slack' };
  readonly team: string;
  readonly reply: Reply;
  /** Names the request, so that it counts once. */
  readonly request: string;
}

export type ChatWork =
  /** The card of a promotion may show something old. */
  | { readonly kind: 'promotion'; readonly pipeline: string; readonly promotion: string }
  | {
      readonly kind: 'news';
      /** Of the event. */
      readonly id: string;
      readonly pipeline: string;
      readonly stage?: string;
      readonly promotion?: string;
      readonly text: string;
      readonly alert: boolean;
    }
  | (Asked & {
      readonly kind: 'vote';
      readonly ballot: CardBallot;
      readonly verdict: 'approve' | 'reject';
      readonly reason: string;
      /** The same request came again: it is refused, and that is recorded. */
      readonly replayed?: true;
    })
  | (Asked & { readonly kind: 'command'; readonly text: string })
  /** For the ledger. */
  | (RefusedRequest & { readonly kind: 'refused-request' });

/** What somebody did in the chat, whose sender is proven by its signature: that is its `request`. */
export type ChatRequest =
  | Extract<ChatWork, { kind: 'vote' | 'command' }>
  | (Asked & { readonly kind: 'ask-reason'; readonly trigger: string; readonly ballot: CardBallot });

/** Work that is done after the answer, or after an event, and tried again until it is done. */
export interface ChatQueue {
  /** In order within a group. The same `id` within five minutes is taken once. */
  send(work: ChatWork, as: { readonly group: string; readonly id: string }): Promise<void>;
}

/** The secrets that a chat service was set up with. */
export interface ChatSecrets {
  /** Undefined while there are none. A change is seen within a minute. */
  read(): Promise<{ readonly signingSecret: string; readonly botToken: string } | undefined>;
}
