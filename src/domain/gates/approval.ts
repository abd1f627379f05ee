import type { ApprovalGate, Gate } from '../pipeline/types.ts';
import type { Vote } from '../promotion/state.ts';
import type { GateAnswer } from './answer.ts';
import { approvers, electorate, expiresAt, isExcluded } from './electorate.ts';
import { defineGate, type VotingContext } from './gate.ts';
import { joined, utc } from './sentence.ts';

/**
 * Refused by one rejection, open with a quorum of approvals, refused when the time for votes is over, else closed.
 * An approval counts while its person belongs to one of the groups. A rejection is final: whether its person might
 * reject was checked when it was cast (`whyVoteDoesNotCount`), so nobody's leaving a group can open the gate.
 */
export const evaluateApproval = (gate: ApprovalGate, context: VotingContext): GateAnswer => {
  const { promotion, now } = context;
  const rejections = promotion.votes.filter(
    ({ verdict, person }) => verdict === 'reject' && !isExcluded(gate, promotion, person),
  );
  if (rejections.length > 0) return answer(gate, 'refused', rejectedBy(rejections));

  const approved = approvers(gate, context);
  const names = approved.length > 0 ? ` (${approved.join(', ')})` : '';
  const count = `${approved.length} of ${gate.quorum} approvals from ${gate.from.join(' or ')}${names}`;
  if (approved.length >= gate.quorum) return answer(gate, 'open', count);

  const expiry = expiresAt(gate, promotion);
  if (now >= expiry) return answer(gate, 'refused', `approval expired at ${utc(expiry)} with ${count}`);
  const voters = electorate(gate, context).length;
  const shortage = voters < gate.quorum ? `; only ${voters} may vote` : '';
  return {
    ...answer(gate, 'closed', `${count}${shortage}${fallen(context.promotion)}; expires at ${utc(expiry)}`),
    until: new Date(expiry).toISOString(),
  };
};

export const approval = defineGate({
  name: 'approval',
  isOverridable: true,
  // Nobody is asked to vote on one (`asSeenBy`).
  holdsRollbacks: true,
  of: ({ definition }) => definition.gates.filter((gate) => gate.kind === 'approval'),
  evaluate: evaluateApproval,
});

const answer = ({ via }: ApprovalGate, state: GateAnswer['state'], sentence: string): GateAnswer => ({
  ...{ gate: 'approval', state, sentence },
  ...(via !== undefined && { via }),
});

/** Whose approvals fell and did not come again. */
function fallen({ dropped, votes }: VotingContext['promotion']): string {
  const people = dropped?.people.filter((person) => !votes.some((vote) => vote.person === person)) ?? [];
  if (dropped === undefined || people.length === 0) return '';
  return `; approved by ${people.join(' and ')} before ${dropped.reason ?? 'the diff changed'} (seen at ${utc(dropped.at)})`;
}

/** Each person's first rejection, in the order of time whatever order the votes are in. */
function rejectedBy(rejections: readonly Vote[]): string {
  const byTime = rejections.toSorted(
    (a, b) => compare(a.at, b.at) || compare(a.person, b.person) || compare(a.reason, b.reason),
  );
  return byTime
    .filter((vote, index) => byTime.findIndex(({ person }) => person === vote.person) === index)
    .map(({ person, at, reason }) => `rejected by ${person} at ${utc(at)}: ${reason}`)
    .join('; ');
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * Why a vote that the person is about to cast would not count, for the edge to refuse it with; undefined if it counts
 * for at least one approval gate of the stage. Whoever has approved may still reject, if `verdict` says so.
 */
export function whyVoteDoesNotCount(
  gates: readonly Gate[],
  context: VotingContext,
  person: string,
  verdict: Vote['verdict'] = 'approve',
): string | undefined {
  const { promotion } = context;
  const approvals = gates.filter((gate) => gate.kind === 'approval');
  if (approvals.length === 0) return `stage ${promotion.stage} has no approval gate`;

  const earlier = promotion.votes.find(
    (vote) => vote.person === person && (vote.verdict === 'reject' || verdict === 'approve'),
  );
  if (earlier !== undefined) return alreadyVoted(earlier);

  const theirs = approvals.filter((gate) => electorate(gate, context).includes(person));
  if (theirs.length === 0) return whyNoVoter(approvals, context, person);

  const answers = theirs.map((gate) => evaluateApproval(gate, context));
  const isOver = answers.every(({ state }) => state === 'refused');
  return isOver ? joined(answers) : undefined;
}

const alreadyVoted = ({ person, verdict, at }: Vote): string =>
  `${person} has ${verdict === 'approve' ? 'approved' : 'rejected'} this promotion already, at ${utc(at)}`;

function whyNoVoter(approvals: readonly ApprovalGate[], context: VotingContext, person: string): string {
  const isMember = approvals.some((gate) =>
    electorate({ ...gate, notRequester: false }, context).includes(person),
  );
  if (isMember) return `${person} requested this promotion and may not vote on it`;
  const groups = [...new Set(approvals.flatMap(({ from }) => from))];
  return `${person} is not a member of ${groups.join(' or ')}`;
}
