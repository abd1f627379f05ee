import { createHash } from 'node:crypto';
import type { PullRequestChange } from '../events.ts';

export type MergeOption = 'FAST_FORWARD_MERGE' | 'SQUASH_MERGE' | 'THREE_WAY_MERGE';

export interface ApprovalRule {
  readonly id: string;
  readonly name: string;
  readonly content: string;
  readonly by: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly at: number;
}

export interface Approval {
  readonly user: string;
  readonly state: 'APPROVE' | 'REVOKE';
  readonly revision: string;
}

export interface Comment {
  readonly id: string;
  readonly content: string;
  readonly by: string;
  readonly at: number;
  readonly before: string;
  readonly after: string;
  readonly token?: string;
}

/** One pull request as it is stored. */
export interface PullRequest {
  readonly id: string;
  readonly repository: string;
  readonly title: string;
  readonly description?: string;
  readonly author: string;
  readonly created: number;
  readonly lastActivity: number;
  readonly status: 'OPEN' | 'CLOSED';
  /** Full reference names. */
  readonly source: string;
  readonly destination: string;
  /** While open, the tips as they were last looked at. */
  readonly sourceCommit: string;
  readonly destinationCommit: string;
  readonly token: string;
  readonly rules: readonly ApprovalRule[];
  readonly approvals: readonly Approval[];
  readonly override?: { readonly by: string; readonly revision: string };
  readonly merged?: { readonly by: string; readonly commit: string; readonly option: MergeOption };
  readonly comments: readonly Comment[];
  /** Events that were not passed on yet. */
  readonly untold: readonly PullRequestChange[];
}

/** Every commit on the source branch makes a new revision: approvals are of one. */
export const revisionOf = ({ id, sourceCommit }: PullRequest): string =>
  createHash('sha256').update(`${id} ${sourceCommit}`).digest('hex');

export const standingApprovals = (pull: PullRequest): readonly Approval[] =>
  pull.approvals.filter(({ revision }) => revision === revisionOf(pull));
