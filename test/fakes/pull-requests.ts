import type { Proposal, Proposed, PullRequestNow, PullRequests } from '../../src/ports/pull-requests.ts';

/** `CodeCommit Pull Request State Change`, as far as it is read; an approval unless said otherwise. */
export const pullRequestEvent = (sourceReference: string, detail: Readonly<Record<string, string>> = {}) => ({
  source: 'aws.codecommit',
  detail: {
    ...{ pullRequestId: '1', sourceReference, event: 'pullRequestApprovalStateChanged' },
    ...{ pullRequestStatus: 'Open', isMerged: 'False' },
    callerUserArn: 'arn:aws:iam::111122223333:user/alice',
    ...detail,
  },
});

export interface FakePullRequest {
  readonly proposal: Proposal;
  readonly commit: string;
  now: PullRequestNow;
  comments: string[];
}

/** Pull requests by their number; `approve`, `push`, `merge` and `closeByHand` are what people do. */
export class FakePullRequests implements PullRequests {
  readonly made = new Map<string, FakePullRequest>();
  readonly branches = new Set<string>();

  async propose(proposal: Proposal): Promise<Proposed> {
    this.branches.add(proposal.branch);
    for (const [id, { proposal: earlier, commit }] of this.made)
      if (earlier.branch === proposal.branch) return { id, commit };
    const id = String(this.made.size + 1);
    const commit = id.padStart(40, 'c');
    const now = { isOpen: true, head: commit, approvals: [], isOverridden: false };
    this.made.set(id, { proposal, commit, now, comments: [] });
    return { id, commit };
  }

  async read(id: string): Promise<PullRequestNow> {
    return this.get(id).now;
  }

  async comment(id: string, text: string): Promise<void> {
    const pull = this.get(id);
    if (!pull.comments.includes(text)) pull.comments.push(text);
  }

  async close(id: string): Promise<void> {
    const pull = this.get(id);
    this.branches.delete(pull.proposal.branch);
    pull.now = { ...pull.now, isOpen: false };
  }

  approve(id: string, arn: string): void {
    const pull = this.get(id);
    pull.now = { ...pull.now, approvals: [...pull.now.approvals, arn] };
  }

  push(id: string): void {
    const pull = this.get(id);
    pull.now = { ...pull.now, head: 'f'.repeat(40), approvals: [] };
  }

  merge(id: string, commit: string): void {
    const pull = this.get(id);
    pull.now = { ...pull.now, isOpen: false, merged: { commit } };
  }

  closeByHand(id: string): void {
    const pull = this.get(id);
    pull.now = { ...pull.now, isOpen: false };
  }

  /** As it is when whoever was to close it died. */
  reopen(id: string): void {
    const pull = this.get(id);
    pull.now = { ...pull.now, isOpen: true };
  }

  override(id: string): void {
    const pull = this.get(id);
    pull.now = { ...pull.now, isOverridden: true };
  }

  get(id: string): FakePullRequest {
    const pull = this.made.get(id);
    if (pull === undefined) throw new Error(`There is no pull request ${id}.`);
    return pull;
  }
}
