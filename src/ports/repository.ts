/** A file as it is to be written; content is text exactly as it goes into the repository, byte for byte in UTF-8. */
export interface FileWrite {
  readonly path: string;
  readonly text: string;
}

export interface CommitRequest {
  readonly parent: string;
  readonly files: readonly FileWrite[];
  readonly message: string;
}

/**
 * `outdated`: the branch has moved on from `parent`; nothing was written.
 * `unchanged`: the files already have this content; nothing was written.
 */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly commit: string }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'unchanged' };

export interface CommitInfo {
  readonly id: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: string;
}

/**
 * The branch of the configuration repository that the agents pull from. Never cloned: every call reads or writes what
 * it names. A commit id is the full one.
 */
export interface ConfigurationRepository {
  /** `repository#branch`: what a committer is alone in writing to. */
  readonly branchKey: string;
  readonly branch: string;
  tip(): Promise<string>;
  /**
   * Undefined when the commit has no such file, nor could have one (`a//b`, `../b`): paths come from files that people
   * write. Throws `UnknownCommitError` when there is no such commit, and
   * `UnreadableFileError` for a file that is no text.
   */
  readFile(commit: string, path: string): Promise<string | undefined>;
  /** Whether a path is a symbolic link; `readFile` gives its target for it. */
  isLink(commit: string, path: string): Promise<boolean>;
  /**
   * Paths of the files directly in a folder; empty when there is no such folder. Throws `UnreadableFileError` for one that
   * holds more than the repository lists.
   */
  listFiles(commit: string, folder: string): Promise<string[]>;
  /** Paths that differ between two commits; throws `UnknownCommitError`. */
  changedPaths(from: string, to: string): Promise<string[]>;
  /** Paths that only one of two commits has; throws `UnknownCommitError`. */
  addedOrRemovedPaths(from: string, to: string): Promise<string[]>;
  /**
   * Compare-and-swap on the tip. May have taken effect although it throws: look for the trailer before trying again.
   */
  commit(request: CommitRequest): Promise<CommitOutcome>;
  commitInfo(commit: string): Promise<CommitInfo>;
}

/** The repository has no commit with this id: an agent pulls from another one, or history was rewritten. */
export class UnknownCommitError extends Error {
  override readonly name = 'UnknownCommitError';
  constructor(commit: string, cause?: unknown) {
    super(`The configuration repository has no commit ${commit}.`, { cause });
  }
}

/** A file that is there and cannot be taken as text: it is not UTF-8, or larger than the repository gives out. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
  constructor(commit: string, path: string, why: string, cause?: unknown) {
    super(`${path} at ${commit} ${why}.`, { cause });
  }
}
