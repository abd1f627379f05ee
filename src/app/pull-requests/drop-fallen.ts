import { identity } from '../../domain/promotion/identity.ts';
import type { Promotion, ProposedAs } from '../../domain/promotion/state.ts';
import type { PullRequestNow } from '../../ports/pull-requests.ts';
import { decide } from '../decide.ts';
import { followUp } from '../follow-up.ts';
import type { Using } from '../ports.ts';
import { checkVotes } from '../stage-diff.ts';
import { baseOf } from './vote-requests.ts';

type Needs = Using<'ledger' | 'repository' | 'workflow' | 'waits' | 'clock'>;

/**
 * Lets votes fall that came by the pull request and that it no longer shows: taken back, or void since somebody pushed to
 * it. So do those of lines that are not to be changed any more, as everywhere; of what was merged they are cast again.
 *
 * @returns the promotion with the votes that stand
 */
export async function dropFallen(
  ports: Needs,
  promotion: Promotion,
  latest: ProposedAs,
  { head, approvals }: PullRequestNow,
): Promise<Promotion> {
  const { result, draft } = await decide(ports, promotion.pipeline, {}, async (open) => {
    const found = open.state.promotions[promotion.id];
    if (found?.status !== 'gated') return promotion;
    const current = await checkVotes(ports, open, found);
    const prefix = `pull request ${latest.id} `;
    const standing = approvals.map((arn) => prefix + arn);
    const gone = current.votes.filter(
      ({ request = '', verdict }) =>
        verdict === 'approve' && request.startsWith(prefix) && !standing.includes(baseOf(request)),
    );
    if (gone.length === 0) return current;
    const reason =
      head === latest.commit
        ? `it was taken back in pull request ${latest.id}`
        : `somebody pushed to pull request ${latest.id}`;
    const [digest = ''] = latest.diff.waves;
    const fallen = { people: gone.map(({ person }) => person), wave: current.wave, from: digest, to: digest };
    open.record({ type: 'votes-dropped', ...identity(current), ...fallen, reason });
    return open.state.promotions[promotion.id] ?? current;
  });
  if (draft.entries.length > 0) await followUp(ports, draft);
  return result;
}
