import { COMMIT_AUTHOR } from '../../src/contract.ts';
import type {
  Merge,
  MergeOutcome,
  Proposal,
  Proposed,
  PullRequestNow,
  PullRequests,
} from '../../src/ports/pull-requests.ts';
import type { FileWrite } from '../../src/ports/repository.ts';
import { FakeRepository } from './repository.ts';

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

/** Pull requests by their number; `approve`, `push`, `mergeByHand` and `closeByHand` are what people do. */
export class FakePullRequests implements PullRequests {
  readonly made = new Map<string, FakePullRequest>();
  readonly branches = new Set<string>();
  readonly #repository: FakeRepository;

  constructor(repository = new FakeRepository()) {
    this.#repository = repository;
  }

  async propose(proposal: Proposal): Promise<Proposed> {
    this.branches.add(proposal.branch);
    for (const [id, { proposal: earlier, commit }] of this.made)
      if (earlier.branch === proposal.branch) return { id, commit };
    const { parent, files, message } = proposal;
    const id = String(this.made.size + 1);
    const commit = this.#repository.commitBeside(parent, files, message, COMMIT_AUTHOR.name);
    const now = { isOpen: true, head: commit, approvals: [] };
    this.made.set(id, { proposal, commit, now, comments: [] });
    return { id, commit };
  }

  async read(id: string): Promise<PullRequestNow> {
    return this.get(id).now;
  }

  async merge(id: string, { head, message }: Merge): Promise<MergeOutcome> {
    const { proposal, now } = this.get(id);
    if (now.merged !== undefined) return { kind: 'merged', commit: now.merged.commit };
    if (!now.isOpen) return { kind: 'closed' };
    if (now.head !== head) return { kind: 'outdated', reason: 'somebody pushed to its branch' };
    const tip = await this.#repository.tip();
    const ours = await this.#repository.changedPaths(proposal.parent, head);
    const theirs = await this.#repository.changedPaths(proposal.parent, tip);
    if (ours.some((path) => theirs.includes(path)))
      return { kind: 'outdated', reason: 'its files have changed on the branch that it is for' };
    const files = ours.map((path) => ({ path, text: this.#repository.files(head)[path] ?? '' }));
    const made = await this.#repository.commit({ parent: tip, files, message });
    const commit = made.kind === 'committed' ? made.commit : tip;
    this.mergeByHand(id, commit, 'arn:aws:sts::111122223333:assumed-role/towpath/api');
    return { kind: 'merged', commit };
  }

  async comment(id: string, text: string): Promise<void> {
    const pull = this.get(id);
    if (!pull.comments.includes(text)) pull.comments.push(text);
  }

  async close(id: string): Promise<void> {
    this.branches.delete(this.get(id).proposal.branch);
    this.#change(id, { isOpen: false });
  }

  approve(id: string, arn: string): void {
    this.#change(id, { approvals: [...this.get(id).now.approvals, arn] });
  }

  /** Returns the new tip of its branch. */
  push(
    id: string,
    files: readonly FileWrite[] = [{ path: 'extra', text: 'by hand' }],
    how: { readonly deleted?: readonly string[]; readonly links?: readonly string[] } = {},
  ): string {
    const head = this.#repository.commitBeside(this.get(id).now.head, files, 'By hand', 'mallory', how);
    const { overridden: _, ...now } = this.get(id).now;
    this.get(id).now = { ...now, head, approvals: [] };
    return head;
  }

  mergeByHand(id: string, commit: string, by = 'arn:aws:iam::111122223333:user/alice'): void {
    this.#change(id, { isOpen: false, merged: { commit, by } });
  }

  closeByHand(id: string): void {
    this.#change(id, { isOpen: false });
  }

  /** As it is when whoever was to close it died. */
  reopen(id: string): void {
    this.#change(id, { isOpen: true });
  }

  override(id: string, by = 'arn:aws:iam::111122223333:user/eve'): void {
    this.#change(id, { overridden: { by } });
  }

  get(id: string): FakePullRequest {
    const pull = this.made.get(id);
    if (pull === undefined) throw new Error(`There is no pull request ${id}.`);
    return pull;
  }

  #change(id: string, change: Partial<PullRequestNow>): void {
    const pull = this.get(id);
    pull.now = { ...pull.now, ...change };
  }
}
