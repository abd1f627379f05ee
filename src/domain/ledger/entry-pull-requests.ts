import type { DiffDigest } from '../diff/wave-diff.ts';
import type { OfPromotion } from './of-promotion.ts';

/** What happens to the pull requests of a promotion. */
export type PullRequestFact =
  /** The wave that waits at its gates is proposed as a pull request, for whoever works in the repository's console. */
  | (OfPromotion & {
      readonly type: 'pull-request-opened';
      /** What the repository's host calls it. */
      readonly pullRequest: string;
      readonly branch: string;
      /** The one commit of the branch. */
      readonly commit: string;
      /** The commit that it was made on. */
      readonly base?: string;
      /** What an approval of it is an approval of. */
      readonly diff: DiffDigest;
    })
  /** A commit that somebody pushed to its branch belongs to the change from now on. */
  | (OfPromotion & {
      readonly type: 'pull-request-extended';
      readonly pullRequest: string;
      /** The tip of the branch. */
      readonly commit: string;
      readonly files: readonly string[];
      readonly diff: DiffDigest;
    })
  /** Of a stage whose change is a pull request: what became of it. */
  | (OfPromotion & {
      readonly type: 'pull-request-ended';
      readonly pullRequest: string;
      readonly outcome: 'merged' | 'closed' | 'outdated';
      /** The merge. */
      readonly commit?: string;
      /** Who merged or closed it, as far as it is known: `iam arn:...`. */
      readonly identity?: string;
      /** Why it is out of date. */
      readonly reason?: string;
    })
  /** Of a stage whose change is a pull request: the wave has nothing to merge. */
  | (OfPromotion & {
      readonly type: 'pull-request-not-needed';
      readonly wave: number;
      readonly reason: string;
    });
