import type { ApprovalGate, Gate } from '../pipeline/types.ts';
import { evaluateApproval } from './approval.ts';
import { electorate } from './electorate.ts';
import type { VotingContext } from './gate.ts';

/** An approval gate as people know it: `2 approvals from release-managers, not the requester`. */
export function approvalText({ quorum, from, notRequester }: ApprovalGate): string {
  const requester = notRequester ? ', not the requester' : '';
  return `${quorum} approval${quorum === 1 ? '' : 's'} from ${from.join(' or ')}${requester}`;
}

/** The approval gates that a vote of the person counts for. */
export const rulesFor = (gates: readonly Gate[], context: VotingContext, person: string): string[] =>
  gates
    .filter((gate) => gate.kind === 'approval')
    .filter((gate) => electorate(gate, context).includes(person))
    .filter((gate) => evaluateApproval(gate, context).state !== 'refused')
    .map(approvalText);
