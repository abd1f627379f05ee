import type { Client } from '../../api/client.ts';
import type { PromotionSummary } from '../../api/views.ts';

export type Verdict = 'approve' | 'reject';

/** The stage went on while somebody was writing a reason. */
export class MovedOnError extends Error {
  override readonly name = 'MovedOnError';
}

/**
 * Votes for the promotion that the person was looking at: nobody may approve a release that they did not see. The API
 * holds the vote to it; looking here first only makes the sentence better.
 */
export async function voteOn(
  client: Pick<Client, 'pipeline' | 'vote'>,
  { id, pipeline, stage, tag }: Pick<PromotionSummary, 'id' | 'pipeline' | 'stage' | 'tag'>,
  ballot: {
    readonly verdict: Verdict;
    readonly reason: string;
    readonly seen?: { readonly digest: string; readonly commit: string };
  },
): Promise<void> {
  const { stages } = await client.pipeline(pipeline);
  const now = stages.find(({ name }) => name === stage)?.underWay;
  if (now?.id !== id) {
    const instead = now === undefined ? 'nothing is under way there now' : `${now.tag} is under way now`;
    throw new MovedOnError(
      `${tag} has left ${stage} of ${pipeline} meanwhile: ${instead}. Nothing was voted.`,
    );
  }
  await client.vote(pipeline, stage, { ...ballot, promotion: id });
}
