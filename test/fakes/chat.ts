import type { CardBallot, ChatMessage } from '../../src/domain/chat/message.ts';
import type {
  Chat,
  ChatMemory,
  ChatQueue,
  ChatSecrets,
  ChatWork,
  MessagePlace,
  Posted,
  Reply,
} from '../../src/ports/chat.ts';

export interface FakeMessage {
  readonly place: MessagePlace;
  readonly below?: MessagePlace;
  readonly alert?: boolean;
  message: ChatMessage;
  updates: number;
}

/** A chat service that shows what it was told; messages can be deleted. */
export class FakeChat implements Chat {
  readonly messages: FakeMessage[] = [];
  readonly told: { readonly to: Reply; readonly text: string }[] = [];
  readonly asked: { readonly trigger: string; readonly ballot: CardBallot; readonly reply: Reply }[] = [];
  /** Thrown by the next post, before it takes effect. */
  refusal: Error | undefined;
  isMute = false;

  async post(
    channel: string,
    message: ChatMessage,
    options: { below?: MessagePlace; alert?: boolean } = {},
  ): Promise<MessagePlace> {
    const { refusal } = this;
    this.refusal = undefined;
    if (refusal !== undefined) throw refusal;
    const place = { channel, id: `${this.messages.length + 1}` };
    this.messages.push({ place, message, updates: 0, ...options });
    return place;
  }

  async update(place: MessagePlace, message: ChatMessage): Promise<boolean> {
    const found = this.messages.find(
      ({ place: { channel, id } }) => channel === place.channel && id === place.id,
    );
    if (found === undefined) return false;
    found.message = message;
    found.updates += 1;
    return true;
  }

  async tell(to: Reply, text: string): Promise<boolean> {
    if (!this.isMute) this.told.push({ to, text });
    return !this.isMute;
  }

  async askReason(trigger: string, ballot: CardBallot, reply: Reply): Promise<void> {
    this.asked.push({ trigger, ballot, reply });
  }

  delete(place: MessagePlace): void {
    this.messages.splice(
      this.messages.findIndex((message) => message.place.id === place.id),
      1,
    );
  }
}

export class FakeChatMemory implements ChatMemory {
  readonly #rows = new Map<string, Posted | number>();
  readonly #requests = new Set<string>();

  async posted(key: string): Promise<Posted | undefined> {
    const row = this.#rows.get(key);
    return typeof row === 'number' ? undefined : row;
  }

  async claim(key: string, now: number, patienceMs: number): Promise<boolean> {
    const row = this.#rows.get(key);
    if (row !== undefined && (typeof row !== 'number' || row > now - patienceMs)) return false;
    this.#rows.set(key, now);
    return true;
  }

  async put(key: string, posted: Posted): Promise<void> {
    this.#rows.set(key, posted);
  }

  async forget(key: string): Promise<void> {
    this.#rows.delete(key);
  }

  async isFirst(request: string): Promise<boolean> {
    if (this.#requests.has(request)) return false;
    this.#requests.add(request);
    return true;
  }
}

/** Holds what was sent; `take` gives the work of a queue that drops repeated ids. */
export class FakeChatQueue implements ChatQueue {
  readonly sent: { readonly work: ChatWork; readonly group: string; readonly id: string }[] = [];

  async send(work: ChatWork, as: { group: string; id: string }): Promise<void> {
    if (!this.sent.some(({ id }) => id === as.id)) this.sent.push({ work, ...as });
  }
}

export class FakeChatSecrets implements ChatSecrets {
  secrets: { signingSecret: string; botToken: string } | undefined = {
    signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
    botToken: 'xoxb-test',
  };

  async read() {
    return this.secrets;
  }
}
