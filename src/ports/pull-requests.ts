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
  /** Somebody has set the rules aside. */
  readonly isOverridden: boolean;
  readonly merged?: { readonly commit: string };
}

/** Where people approve who work in the repository's own console. Every call may be made again. */
export interface PullRequests {
  /** Makes branch, commit, pull request and rules, or what is missing of them. */
  propose(proposal: Proposal): Promise<Proposed>;
  read(id: string): Promise<PullRequestNow>;
  /** The same text is posted once. */
  comment(id: string, text: string): Promise<void>;
  /** Without merging; its branch goes. One that is closed or merged already only loses its branch. */
  close(id: string): Promise<void>;
}
