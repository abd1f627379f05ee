import type { DiffDigest } from '../diff/wave-diff.ts';
import type { OnDrift } from '../drift/drift.ts';
import type { GateAnswer } from '../gates/answer.ts';
import type { PromotionStatus } from '../promotion/status.ts';
import type { StopScope } from '../promotion/stop.ts';
import type { ReleasedArtifact } from '../release.ts';
import type { Actor } from './actor.ts';
import type { PullRequestFact } from './entry-pull-requests.ts';
import type { RefusedRequest } from './entry-requests.ts';
import type { OfPromotion } from './of-promotion.ts';

/** What a rollback puts back, and why there is one. */
export interface Rollback {
  /** The promotion that went wrong; absent when a person asked for the rollback. */
  readonly of?: string;
  /** Overlays to be put back; no other is touched. */
  readonly overlays: readonly string[];
}

/** The evidence that one target was healthy: what its agent reported, and when Towpath received it. */
export interface TargetEvidence {
  readonly cluster: string;
  readonly overlay: string;
  readonly revision: string;
  readonly reportedAt: string;
}

/** One thing that happened. Facts are history: a new field is optional, and none is ever renamed. */
export type Fact =
  | {
      readonly type: 'pipeline-defined';
      readonly version: string;
      readonly commit: string;
      readonly file: string;
      readonly images: readonly string[];
    }
  | { readonly type: 'pipeline-removed'; readonly commit: string }
  /** One of several artifacts was pushed; a release comes of it once the others have come too. */
  | {
      readonly type: 'artifact-arrived';
      readonly artifact: string;
      readonly image: string;
      readonly tag: string;
      readonly digest: string;
      readonly revision?: string;
      readonly newest?: true;
    }
  | {
      readonly type: 'release-created';
      readonly release: string;
      readonly artifacts: readonly ReleasedArtifact[];
    }
  | {
      readonly type: 'release-tagged';
      readonly release: string;
      readonly artifact: string;
      readonly tag: string;
    }
  | (OfPromotion & {
      readonly type: 'promotion-requested';
      readonly attempt: number;
      readonly definition: string;
      readonly tag: string;
      readonly rollback?: Rollback;
    })
  | (OfPromotion & {
      readonly type: 'promotion-superseded';
      readonly supersededBy: string;
      readonly reason: string;
    })
  | (OfPromotion & { readonly type: 'stage-acquired' })
  | (OfPromotion & {
      readonly type: 'gates-closed';
      readonly wave: number;
      readonly gates: readonly GateAnswer[];
    })
  | (OfPromotion & {
      readonly type: 'gates-passed';
      readonly wave: number;
      readonly gates: readonly GateAnswer[];
    })
  | (OfPromotion & {
      readonly type: 'vote-cast';
      readonly verdict: 'approve' | 'reject';
      readonly reason: string;
      readonly via: string;
      /** Who the voter was to the way they came by: `slack T0123/U0456` (people/identity.ts). */
      readonly identity?: string;
      /** The approval gates that it counted for when it was cast. */
      readonly rules?: readonly string[];
      /** What the way calls the request, where the same one may come twice. */
      readonly request?: string;
      /** What an approval was cast on; it falls when that changes. */
      readonly diff?: DiffDigest;
    })
  /** Somebody whom settings allow opened a gate for this promotion. */
  | (OfPromotion & {
      readonly type: 'gate-overridden';
      readonly gate: string;
      readonly reason: string;
      /** What the gate said then. */
      readonly said: string;
    })
  | PullRequestFact
  /** What these people approved is not what would be written now, or they take it back (`reason`). */
  | (OfPromotion & {
      readonly type: 'votes-dropped';
      readonly people: readonly string[];
      /** The first wave whose diff is another one, from 0. */
      readonly wave: number;
      /** Digest of that wave's diff as it was approved; absent when the votes name none. */
      readonly from?: string;
      readonly to: string;
      /** Why they fell although the diff is the same. */
      readonly reason?: string;
    })
  /** Somebody who was identified tried to vote, or to do without votes. `by` is Towpath if they are nobody's. */
  | {
      readonly type: 'vote-refused';
      readonly stage: string;
      /** What they saw, or what had the stage. */
      readonly promotion?: string;
      readonly verdict: 'approve' | 'reject';
      /** Why it does not count. */
      readonly reason: string;
      readonly via: string;
      readonly identity: string;
    }
  | (OfPromotion & {
      readonly type: 'wave-committed';
      readonly wave: number;
      readonly commit: string;
      readonly changed: boolean;
      readonly requestedAt: string;
      readonly files: readonly string[];
    })
  | (OfPromotion & {
      readonly type: 'target-failing';
      readonly wave: number;
      readonly cluster: string;
      readonly overlay: string;
      readonly message: string;
    })
  | (OfPromotion & {
      readonly type: 'target-recovered';
      readonly wave: number;
      readonly cluster: string;
      readonly overlay: string;
    })
  | (OfPromotion & {
      readonly type: 'wave-soaking';
      readonly wave: number;
      readonly since: string;
      readonly until: string;
    })
  | (OfPromotion & {
      readonly type: 'wave-healthy';
      readonly wave: number;
      readonly targets: readonly TargetEvidence[];
    })
  | (OfPromotion & { readonly type: 'promotion-succeeded' })
  | (OfPromotion & { readonly type: 'promotion-rejected'; readonly reason: string })
  | (OfPromotion & { readonly type: 'promotion-failed'; readonly reason: string })
  | (OfPromotion & {
      readonly type: 'change-returned';
      readonly wave: number;
      readonly gates: readonly GateAnswer[];
    })
  | { readonly type: 'stopped'; readonly scope: StopScope; readonly reason: string }
  | { readonly type: 'resumed'; readonly scope: StopScope; readonly reason: string }
  | { readonly type: 'cluster-silent'; readonly cluster: string; readonly since: string }
  | ({ readonly type: 'request-refused' } & RefusedRequest)
  | (OfPromotion & {
      readonly type: 'overdue';
      readonly status: PromotionStatus;
      /** When it should have left that status at the latest. */
      readonly due: string;
    })
  /** The sweep found that the promotion could move and did not, and let it. */
  | (OfPromotion & {
      readonly type: 'swept';
      readonly repair: 'execution' | 'wait' | 'change';
      readonly sentence: string;
    })
  /** The sweep found a push in the registry that no event had told of. */
  | {
      readonly type: 'push-found';
      readonly release: string;
      readonly artifact: string;
      readonly tag: string;
      readonly pushedAt: string;
    }
  /** Somebody changed a value by hand that a promotion wrote. */
  | {
      readonly type: 'drift-found';
      readonly stage: string;
      /** The one that the stage has. */
      readonly release: string;
      readonly overlay: string;
      readonly file: string;
      readonly found: string;
      readonly promoted: string;
      readonly commit: string;
      /** As git names them; empty when nobody can tell. */
      readonly author: string;
      readonly response: OnDrift;
      readonly why?: string;
      /** The promotion that was writing the stage. */
      readonly during?: string;
    }
  | {
      readonly type: 'drift-ended';
      readonly stage: string;
      readonly overlay: string;
      readonly file: string;
      /** At which it was seen to be gone. */
      readonly commit?: string;
      /** That wrote the value anew. */
      readonly promotion?: string;
    }
  | { readonly type: 'release-marked'; readonly release: string; readonly reason: string }
  | { readonly type: 'release-mark-lifted'; readonly release: string; readonly reason: string }
  | { readonly type: 'stage-held'; readonly stage: string; readonly reason: string }
  | { readonly type: 'stage-hold-lifted'; readonly stage: string; readonly reason: string };

export type FactType = Fact['type'];

/** A fact in its place: `sequence` counts from 1 without gaps within one pipeline's ledger. */
export type Entry = Fact & {
  readonly pipeline: string;
  readonly sequence: number;
  readonly at: string;
  readonly by: Actor;
};

export type EntryOf<Type extends FactType> = Extract<Entry, { type: Type }>;
