import type { Stage } from '../../domain/pipeline/types.ts';
import { changeByPullRequest } from '../../domain/promotion/proposal.ts';
import { isOpen, type Promotion, type ProposedAs } from '../../domain/promotion/state.ts';
import type { PullRequestView } from '../views.ts';

/** @param address with `{id}` for the number */
export function viewPullRequest(
  promotion: Promotion,
  stage: Stage,
  address: string | undefined,
): PullRequestView | undefined {
  const pull = promotion.pullRequests?.at(-1);
  if (pull === undefined) return undefined;
  const { id } = pull;
  const state = stateOf(promotion, stage, pull);
  return { id, state, ...(address && { url: address.replace('{id}', encodeURIComponent(id)) }) };
}

/** As the ledger has it, so it is asked of nobody: the pull request follows its promotion within a moment. */
function stateOf(
  promotion: Promotion,
  { gates }: Stage,
  { ended, diff }: ProposedAs,
): PullRequestView['state'] {
  if (ended !== undefined) return ended.outcome;
  const isWritten = promotion.commits.some(({ wave }) => wave === diff.wave);
  if (isWritten) return changeByPullRequest(gates) === undefined ? 'closed' : 'merged';
  return isOpen(promotion) ? 'open' : 'closed';
}
