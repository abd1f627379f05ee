import type { Identity } from '../domain/people/identity.ts';
import type { SeenDiff } from './stage-diff.ts';

export interface Ballot {
  readonly pipeline: string;
  readonly stage: string;
  /** What the voter saw; a vote on anything else is refused. Undefined for whatever has the stage. */
  readonly promotion?: string | undefined;
  /** The diff that the voter saw; an approval of any other is refused. Undefined for that at the branch's tip. */
  readonly seen?: SeenDiff | undefined;
  /** Who votes, as the way they came by has verified it; whom it stands for is decided here, with the settings. */
  readonly identity: Identity;
  readonly verdict: 'approve' | 'reject';
  readonly reason: string;
  /** The way the vote came: `console`, `cli`, `slack`, ... */
  readonly via: string;
  /** Tells requests apart where the same one may come twice, each of which is to count once. */
  readonly request?: string | undefined;
}
