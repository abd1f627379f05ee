import { channelOf } from '../../domain/chat/channel-of.ts';
import type { ChatWork } from '../../ports/chat.ts';
import { postOnce } from './post-once.ts';
import { type ShowPorts, showPromotion } from './show-promotion.ts';

/** One line, once: below the card of its promotion, else in the channel. */
export async function tellNews(
  ports: ShowPorts,
  { id, pipeline, stage, promotion, text, alert }: ChatWork & { kind: 'news' },
  page: string,
): Promise<void> {
  const slack = (await ports.configuration.settings())?.slack;
  const key = `news ${id}`;
  if (slack === undefined || (await ports.chatMemory.posted(key)) !== undefined) return;
  const card =
    promotion === undefined ? undefined : await showPromotion(ports, { promotion, page, always: true });
  const message = { summary: text };
  const channel = card?.place.channel ?? channelOf(slack, pipeline, stage);
  // A card that is there for the first time says it already.
  const isLoud = alert && card?.isNew === false;
  await postOnce(ports, { key, channel, message, below: card?.place, alert: isLoud });
}
