import type { Edit } from '../domain/updaters/edits.ts';
import type { TaskToken } from './workflow.ts';

/** The edits of one wave, waiting to be committed. Its id is derived from promotion and wave, so a retry is the same. */
export interface Change extends TaskToken {
  readonly id: string;
  readonly branchKey: string;
  readonly pipeline: string;
  readonly promotion: string;
  readonly wave: number;
  readonly edits: readonly Edit[];
  readonly requestedAt: string;
  /** A rollback: committed before anything else. */
  readonly urgent?: boolean;
  /** Not to be committed: its pull request is to be merged. */
  readonly isProposed?: boolean;
  /** Answered when the change is committed or refused. */
  readonly token: string;
}

/** The CreateCommit that is, or was last, under way on a branch. */
export interface CommitAttempt {
  readonly parent: string;
  /** After a lost race: the tip that it is made on, which is read later than the attempt is announced. */
  readonly onto?: string;
  readonly changes: readonly string[];
  /** ISO time after which nothing of this attempt can still land, whatever became of the committer. */
  readonly until: string;
}

export interface CommitterState {
  /**
   * Set before the last look at the gates, and cleared after the outcome is recorded: what a crash leaves behind, and
   * what a stop waits for.
   */
  readonly attempt?: CommitAttempt;
  /** ISO time of the last commit; a busy branch is given a moment to gather more changes. */
  readonly committedAt?: string;
}

export interface Branch {
  /** Urgent ones first, then oldest first. */
  readonly waiting: readonly Change[];
  readonly committer: CommitterState;
}

/** Changes by branch, and the call that wakes the one committer of that branch. */
export interface ChangeQueue {
  /**
   * Stores the change, or, if one with this id waits already, its token only (`requestedAt` stays) and that only if it is
   * newer; then wakes the committer. Stored before the wake, so a wake finds it.
   */
  request(change: Change): Promise<void>;
  /** Wakes the committer although nothing was asked for. The same `reason` within five minutes wakes it once. */
  nudge(branchKey: string, reason: string): Promise<void>;
  /** What waits and what the committer is about, as of one moment. Strongly consistent. */
  look(branchKey: string): Promise<Branch>;
  /** Waiting changes, urgent ones first, then oldest first. Strongly consistent. */
  waiting(branchKey: string): Promise<Change[]>;
  /**
   * After its outcome is recorded and its token answered. Does nothing when the change is gone, or has got another
   * token meanwhile: then that one is still to be answered.
   */
  remove(change: Change): Promise<void>;
  committer(branchKey: string): Promise<CommitterState>;
  putCommitter(branchKey: string, state: CommitterState): Promise<void>;
}
