import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { ChatMessage } from '../../domain/chat/message.ts';
import { ChatRefusedError, type MessagePlace } from '../../ports/chat.ts';
import { PostingElsewhereError } from '../errors.ts';
import type { Using } from '../ports.ts';

/** Longer than any call takes, and less than the queue waits before it brings work again. */
const PATIENCE_MS = 60_000;

export interface Posting {
  /** What the message is about: there is one message for each. */
  readonly key: string;
  readonly channel: string;
  readonly message: ChatMessage;
  readonly below?: MessagePlace | undefined;
  readonly alert?: boolean;
}

/**
 * Posts what was not posted yet. Whoever claimed it and died leaves a claim that runs out; whether its message is there
 * nobody knows then, and rather two messages than none (docs/decisions/0034).
 */
export async function postOnce(
  ports: Using<'chat' | 'chatMemory' | 'clock'>,
  { key, channel, message, below, alert }: Posting,
): Promise<MessagePlace> {
  if (!(await ports.chatMemory.claim(key, ports.clock.now(), PATIENCE_MS)))
    throw new PostingElsewhereError(key);
  const options = { ...(below && { below }), ...(alert !== undefined && { alert }) };
  try {
    const place = await ports.chat.post(channel, message, options);
    await ports.chatMemory.put(key, { place, digest: digestOf(message) });
    return place;
  } catch (error) {
    // It is certain that nothing was posted, so nobody need wait for the claim to run out.
    if (error instanceof ChatRefusedError) await ports.chatMemory.forget(key);
    throw error;
  }
}

export const digestOf = (message: ChatMessage): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(message))));
