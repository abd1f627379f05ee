import { channelOf } from '../../domain/chat/channel-of.ts';
import { awaitsVotes, promotionCard } from '../../domain/chat/promotion-card.ts';
import type { MessagePlace } from '../../ports/chat.ts';
import type { Using } from '../ports.ts';
import { type CardPorts, cardFacts } from './card-facts.ts';
import { digestOf, postOnce } from './post-once.ts';

export type ShowPorts = CardPorts & Using<'chat' | 'chatMemory'>;

export interface Show {
  readonly promotion: string;
  /** Address of the page, without a slash at the end. */
  readonly page: string;
  /** Also where nobody is asked to vote: something is to be told below it. */
  readonly always?: boolean;
}

/**
 * Brings the card of a promotion up to its state as it is now, whatever told of it: an event that comes late, twice or
 * out of order finds it as it should be. It is posted when people are asked to vote, and stays the promotion's thread.
 */
export async function showPromotion(
  ports: ShowPorts,
  { promotion: id, page, always = false }: Show,
): Promise<{ place: MessagePlace; isNew: boolean } | undefined> {
  const slack = (await ports.configuration.settings())?.slack;
  const facts = slack && (await cardFacts(ports, id, page));
  if (slack === undefined || facts === undefined) return undefined;
  const message = promotionCard(facts);
  const digest = digestOf(message);
  const posted = await ports.chatMemory.posted(id);
  if (posted?.digest === digest) return { place: posted.place, isNew: false };
  if (posted !== undefined) {
    if (await ports.chat.update(posted.place, message)) {
      await ports.chatMemory.put(id, { place: posted.place, digest });
      return { place: posted.place, isNew: false };
    }
    // Somebody has deleted it.
    await ports.chatMemory.forget(id);
  }
  if (!always && !awaitsVotes(facts)) return undefined;
  const { pipeline, stage } = facts.promotion;
  const place = await postOnce(ports, { key: id, channel: channelOf(slack, pipeline, stage), message });
  return { place, isNew: true };
}
