import type { ApprovalGate } from '../pipeline/types.ts';
import type { Promotion } from '../promotion/state.ts';
import type { VotingContext } from './gate.ts';

/** Who may vote: members of the gate's groups as the settings are now, without whom the gate excludes. */
export function electorate(gate: ApprovalGate, { settings, promotion }: VotingContext): string[] {
  const groups = settings.groups.filter((group) => gate.from.includes(group.name));
  const members = new Set(groups.flatMap((group) => group.members));
  return [...members].filter((person) => !isExcluded(gate, promotion, person));
}

export const isExcluded = (gate: ApprovalGate, { requestedBy }: Promotion, person: string): boolean =>
  gate.notRequester && requestedBy.kind === 'person' && requestedBy.name === person;

/** When votes stop counting. It runs from the moment the promotion got the stage: before that nobody was asked. */
export const expiresAt = (gate: ApprovalGate, { acquiredAt, requestedAt }: Promotion): number =>
  Date.parse(acquiredAt ?? requestedAt) + gate.expiresMs;

/**
 * Who has approved, sorted, each once. A late vote does not count, or the outcome would depend on how promptly
 * somebody looked at the expiry.
 */
export function approvers(gate: ApprovalGate, context: VotingContext): string[] {
  const voters = new Set(electorate(gate, context));
  const expiry = expiresAt(gate, context.promotion);
  const approvals = context.promotion.votes.filter(
    (vote) => vote.verdict === 'approve' && voters.has(vote.person) && Date.parse(vote.at) < expiry,
  );
  return [...new Set(approvals.map(({ person }) => person))].sort();
}
