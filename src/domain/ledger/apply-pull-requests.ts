import type { GateAnswer } from '../gates/answer.ts';
import type { Promotion, ProposedAs } from '../promotion/state.ts';
import type { EntryOf } from './entry.ts';
import type { PullRequestFact } from './entry-pull-requests.ts';

/** What a fact about its pull requests makes of a promotion (apply.ts). */
export function withPullRequest(promotion: Promotion, entry: EntryOf<PullRequestFact['type']>): Promotion {
  switch (entry.type) {
    case 'pull-request-opened': {
      const { pullRequest: id, branch, commit, base, diff } = entry;
      const opened = { id, branch, commit, diff, ...(base !== undefined && { base }) };
      return {
        ...withoutSkip(promotion),
        pullRequests: [...(promotion.pullRequests ?? []), opened],
      };
    }
    case 'pull-request-extended': {
      const { pullRequest, commit, diff } = entry;
      return changed(promotion, pullRequest, (pull) => ({ ...pull, commit, diff, isExtended: true }));
    }
    case 'pull-request-ended': {
      const { pullRequest, outcome, commit, identity, reason } = entry;
      const ended = {
        outcome,
        ...(commit !== undefined && { commit }),
        ...(identity !== undefined && { identity }),
        ...(reason !== undefined && { reason }),
      };
      return changed(promotion, pullRequest, (pull) => ({ ...pull, ended }));
    }
    case 'pull-request-not-needed': {
      const { wave, reason } = entry;
      return { ...promotion, unproposed: { wave, reason } };
    }
  }
}

/** What was not needed may be, once the change has come back. */
export const withoutSkip = ({ unproposed: _, ...promotion }: Promotion): Promotion => promotion;

/** Its change came back from the committer. A pull request that was not needed may be needed now. */
export const returned = (promotion: Promotion, gates: readonly GateAnswer[]): Promotion => ({
  ...withoutSkip(promotion),
  status: 'gated',
  gates,
});

const changed = (
  promotion: Promotion,
  pullRequest: string,
  update: (pull: ProposedAs) => ProposedAs,
): Promotion => ({
  ...promotion,
  pullRequests: (promotion.pullRequests ?? []).map((pull) => (pull.id === pullRequest ? update(pull) : pull)),
});
