import type { FileWrite } from './repository.ts';

/** Who must approve before the host lets anybody merge; how many of them. */
export interface ApprovalRule {
  readonly name: string;
  /** As the host names people, patterns included. */
  readonly members: readonly string[];
  readonly count: number;
}

export interface Proposal {
  /** Of its own for every proposal: it is what makes proposing twice the same. */
  readonly branch: string;
  /** The commit that the files were made at. */
  readonly parent: string;
  readonly files: readonly FileWrite[];
  /** Of the commit; the same message means the same files. */
  readonly message: string;
  readonly title: string;
  readonly description: string;
  readonly rules: readonly ApprovalRule[];
}

export interface Proposed {
  readonly id: string;
  /** What was proposed: the one commit of its branch. */
  readonly commit: string;
}

/** A pull request as the host knows it now. */
export interface PullRequestNow {
  readonly isOpen: boolean;
  /** The tip of its branch; while it is the proposed commit, nobody has pushed to it. */
  readonly head: string;
  /** Who approves exactly this head, as the host names them. */
  readonly approvals: readonly string[];
  /** Somebody has set the rules aside for exactly this head; `by` as the host names people. */
  readonly overridden?: { readonly by?: string };
  /** `by` as the host names people. */
  readonly merged?: { readonly commit: string; readonly by?: string };
}

export interface Merge {
  /** Nothing is merged unless it is the tip of the branch. */
  readonly head: string;
  readonly message: string;
}

/**
 * `outdated`: what was pushed since, to its branch or to its files on the other one, keeps it from being merged as it is.
 * `closed`: it is, without having been merged.
 */
export type MergeOutcome =
  | { readonly kind: 'merged'; readonly commit: string }
  | { readonly kind: 'outdated'; readonly reason: string }
  | { readonly kind: 'closed' };

/** Where people approve who work in the repository's own console. Every call may be made again. */
export interface PullRequests {
  /** Makes branch, commit, pull request and rules, or what is missing of them. */
  propose(proposal: Proposal): Promise<Proposed>;
  read(id: string): Promise<PullRequestNow>;
  /**
   * As one commit. Rules of the host that are not satisfied are set aside: whoever calls this has asked better ones.
   * Files are written as they are in the proposal, and only if nobody has touched them since.
   */
  merge(id: string, merge: Merge): Promise<MergeOutcome>;
  /** The same text is posted once. */
  comment(id: string, text: string): Promise<void>;
  /** Without merging; its branch goes. One that is closed or merged already only loses its branch. */
  close(id: string): Promise<void>;
}
