import { newsOf, subjectOf } from '../../domain/chat/news.ts';
import type { FactType } from '../../domain/ledger/entry.ts';
import type { Using } from '../ports.ts';
import type { OwnEventDetail } from '../received-events.ts';

/**
 * Turns an event into work for the queue, so that a service that is busy, or away, holds up nobody. The group is the
 * promotion: its card and its thread are written by one at a time, in order.
 */
export async function relayEvent(
  ports: Using<'configuration' | 'chatQueue'>,
  { id, pipeline, sentence, fact }: OwnEventDetail,
): Promise<void> {
  if ((await ports.configuration.settings())?.slack === undefined) return;
  const { type, stage, promotion } = fact;
  const group = promotion ?? pipeline;
  // Nobody else is to read of an attempt; the ledger has it.
  if (promotion !== undefined && type !== 'vote-refused')
    await ports.chatQueue.send({ kind: 'promotion', pipeline, promotion }, { group, id: `card ${id}` });
  const news = newsOf({ type: type as FactType, rollback: fact.rollback });
  if (news === undefined) return;
  const place = { ...(stage !== undefined && { stage }), ...(promotion !== undefined && { promotion }) };
  const text = `${subjectOf(pipeline)}: ${sentence}`;
  await ports.chatQueue.send(
    { kind: 'news', id, pipeline, ...place, text, alert: news === 'alert' },
    { group, id: `news ${id}` },
  );
}
