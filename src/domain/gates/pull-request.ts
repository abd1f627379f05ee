import type { PullRequestGate } from '../pipeline/types.ts';
import type { Promotion, ProposedAs } from '../promotion/state.ts';
import type { GateAnswer } from './answer.ts';
import { defineGate, type GateContext } from './gate.ts';

/**
 * The gate of a stage whose change is a pull request: closed until the wave is proposed, and until somebody has merged it
 * where nobody is to approve. With approvals Towpath merges it, as its way of writing. It asks what the ledger knows: what
 * becomes of a pull request is recorded first (src/app/pull-requests).
 */
export function evaluatePullRequest(
  { merge }: PullRequestGate,
  { promotion }: Pick<GateContext, 'promotion'>,
): GateAnswer {
  const { wave, unproposed } = promotion;
  if (unproposed?.wave === wave) return answer('open', `no pull request is needed: ${unproposed.reason}`);
  const pull = proposalOf(promotion);
  if (pull === undefined)
    return answer('closed', `wave ${wave + 1} is about to be proposed as a pull request`);
  const { id, ended } = pull;
  switch (ended?.outcome) {
    case 'merged':
      return answer('open', `pull request ${id} was merged${by(ended.identity)} as ${ended.commit}`);
    case 'closed':
      return answer(
        'refused',
        `pull request ${id} was closed without a merge${by(ended.identity)}${because(ended.reason)}`,
      );
    case 'outdated':
      return answer('closed', `pull request ${id} is out of date (${ended.reason}); another one follows`);
    case undefined:
      return merge === 'towpath'
        ? answer('open', `pull request ${id} is proposed; Towpath merges it`)
        : answer('closed', `pull request ${id} waits to be merged`);
  }
}

export const pullRequest = defineGate({
  name: 'pull-request',
  isOverridable: false,
  holdsRollbacks: true,
  of: ({ definition }) => definition.gates.filter((gate) => gate.kind === 'pull-request'),
  evaluate: evaluatePullRequest,
});

/** The pull request of the wave under way; undefined while it has none. */
export const proposalOf = ({
  wave,
  pullRequests = [],
}: Pick<Promotion, 'wave' | 'pullRequests'>): ProposedAs | undefined => {
  const last = pullRequests.at(-1);
  return last?.diff.wave === wave ? last : undefined;
};

const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`);

const by = (identity: string | undefined): string =>
  identity === undefined ? '' : ` by ${identity.replace(/^iam /, '')}`;

const answer = (state: GateAnswer['state'], sentence: string): GateAnswer => ({
  ...{ gate: 'pull-request', via: 'pull-request' },
  ...{ state, sentence },
});
