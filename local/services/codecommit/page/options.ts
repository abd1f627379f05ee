import type { Operation } from '../../../service.ts';

export interface PageOptions {
  readonly operations: Readonly<Record<string, Operation>>;
  /** The repository whose pull requests are shown. */
  readonly repository: string;
  /** What differs between two commits, as `git diff` prints it. */
  readonly diff: (from: string, to: string) => Promise<string>;
  /** Lets a person of this machine in; whoever has it may act as anybody here. */
  readonly token: string;
  /** Access key ids (callers.ts) that the page offers to act as. */
  readonly actors: readonly string[];
}
