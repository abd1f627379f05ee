import { pipelineOf } from '../../domain/release.ts';
import type { ChatWork } from '../../ports/chat.ts';
import type { Ballot } from '../ballot.ts';
import type { Using } from '../ports.ts';

/** The vote that a press of a button is; undefined when its promotion is not there any more. */
export async function ballotIn(
  ports: Using<'ledger'>,
  { identity, verdict, reason, request, ballot: card }: ChatWork & { kind: 'vote' },
): Promise<Ballot | undefined> {
  const pipeline = pipelineOf(card.promotion);
  const { promotions } = await ports.ledger.read(pipeline, { promotions: [card.promotion] });
  const promotion = promotions[card.promotion];
  if (promotion === undefined) return undefined;
  return {
    ...{ pipeline, stage: promotion.stage, promotion: promotion.id, identity, verdict, reason, request },
    ...{ seen: card.seen, via: 'slack' },
  };
}
