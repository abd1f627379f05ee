import { personOf } from '../../domain/people/person-of.ts';
import type { Settings } from '../../domain/pipeline/types.ts';
import type { Promotion } from '../../domain/promotion/state.ts';
import { decide } from '../decide.ts';
import type { Using } from '../ports.ts';
import { recordRefusal } from '../refuse-vote.ts';
import { ballotOf } from './vote-requests.ts';

/**
 * Records, once, that somebody set the rules of a pull request aside: an attempt to approve that does not count. Towpath
 * does so itself when it merges what its gates have let through, so only of a promotion that is at its gates.
 *
 * @param arn of whoever did it
 */
export async function refuseOverride(
  ports: Using<'ledger' | 'clock'>,
  promotion: Promotion,
  { pullRequest, arn }: { readonly pullRequest: string; readonly arn: string },
  settings: Settings,
): Promise<void> {
  const { id, pipeline } = promotion;
  const identity = { kind: 'iam' as const, arn };
  const person = personOf(identity, settings)?.name;
  const why = `setting the rules of pull request ${pullRequest} aside opens no gate of Towpath`;
  await decide(ports, pipeline, { promotions: [id] }, (draft) => {
    if (draft.state.promotions[id]?.status !== 'gated') return;
    const ballot = { ...ballotOf(promotion), identity, verdict: 'approve' as const, reason: '' };
    recordRefusal(draft, ballot, { why, person });
  });
}
