import type { PromotionStatus } from '../domain/promotion/status.ts';
import type { StopScope } from '../domain/promotion/stop.ts';
import type { ArtifactView, EvidenceView } from './evidence-view.ts';

/** What page and command line are shown. All times are ISO 8601 in UTC; sentences are whole and for people. */

export type PromotionStatusView = PromotionStatus;
export type StopScopeView = StopScope;

export interface FleetView {
  readonly at: string;
  readonly pipelines: readonly PipelineView[];
  /** The last look at the pipeline files; absent before the first. */
  readonly configuration?: { readonly commit: string; readonly at: string };
  /** What was wrong with the pipeline files at the last look, as a compiler prints it; empty when nothing was. */
  readonly problems: readonly string[];
  /** Stops in force. */
  readonly stops: readonly StopView[];
  /** Names of the people in settings. */
  readonly people: readonly string[];
  /** The configuration repository. */
  readonly repository: { readonly name: string; readonly branch: string };
  /** Those of the settings. */
  readonly clusters: readonly ClusterView[];
}

export interface ClusterView {
  readonly name: string;
  /** What pulls there. */
  readonly agent: 'flux' | 'argocd';
  /** When any of its targets was last heard; absent before the first report. */
  readonly heardAt?: string;
  /** Whether that is longer ago than the cluster's interval. */
  readonly silent: boolean;
  /** Where its agent is told of commits, how that went last, and when. */
  readonly wake?: { readonly url: string; readonly at?: string; readonly problem?: string };
}

export interface StopView {
  readonly scope: StopScopeView;
  /** `everything`, `stage prod of checkout`, ... */
  readonly what: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

export interface PipelineView {
  readonly name: string;
  readonly artifacts: readonly {
    readonly name: string;
    /** Where it comes from: of a git tag the ARN of the repository. */
    readonly image: string;
    /** An image unless given. */
    readonly kind?: 'chart' | 'git';
    readonly rule: string;
  }[];
  /** Releases of several artifacts that lack some: "2.0.0 waits for backend since ...". */
  readonly incomplete?: readonly string[];
  readonly definition: { readonly version: string; readonly commit: string; readonly file: string };
  /** In the order of the file; `after` makes the graph. */
  readonly stages: readonly StageView[];
}

export interface StageView {
  readonly name: string;
  readonly after: readonly string[];
  /** One sentence per configured gate, e.g. `2 approvals from release-managers`. */
  readonly gates: readonly string[];
  readonly current?: CurrentView;
  readonly hold?: { readonly by: string; readonly reason: string; readonly at: string };
  /** Promoted values that somebody has changed by hand. */
  readonly drift?: readonly DriftView[];
  readonly underWay?: PromotionSummary;
  readonly waiting: readonly PromotionSummary[];
  /** The last promotion that ended, when it did not end as promoted. */
  readonly lastFailure?: {
    readonly promotion: string;
    readonly tag: string;
    readonly status: string;
    readonly reason: string;
    readonly at: string;
  };
  readonly targets: readonly TargetView[];
}

export interface DriftView {
  readonly overlay: string;
  readonly file: string;
  /** What is there, and what was promoted. */
  readonly found: string;
  readonly promoted: string;
  readonly commit: string;
  /** As git names them; empty when nobody can tell. */
  readonly author: string;
  readonly at: string;
  /** All of it, and what is done about it. */
  readonly sentence: string;
}

export interface CurrentView {
  readonly release: string;
  readonly tag: string;
  readonly promotion: string;
  readonly since: string;
}

export interface PromotionSummary {
  readonly id: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly release: string;
  readonly tag: string;
  readonly status: PromotionStatusView;
  /** The wave under way, from 1, of so many. */
  readonly wave: number;
  readonly waves: number;
  readonly since: string;
  /** What it waits for, or how it ended. */
  readonly sentence: string;
  /** Whether a vote could be cast now (by somebody whom the gate lets vote). */
  readonly takesVotes: boolean;
  readonly votes: readonly VoteView[];
}

export interface VoteView {
  readonly person: string;
  readonly verdict: 'approve' | 'reject';
  readonly reason: string;
  readonly via: string;
  readonly at: string;
}

export interface TargetView {
  readonly cluster: string;
  readonly overlay: string;
  /** What is written for it, where that is not only the overlay's kustomization. */
  readonly files?: readonly string[];
  /** From 1. */
  readonly wave: number;
  readonly agent: string;
  readonly health: 'healthy' | 'failing' | 'progressing' | 'silent';
  /** What the agent last said, or that it never spoke. */
  readonly sentence: string;
  readonly revision?: string;
  readonly reportedAt?: string;
  /** Of a target that has one. */
  readonly canary?: CanaryView;
}

export interface CanaryView {
  readonly namespace: string;
  readonly name: string;
  /** `unknown`: Flagger has never said anything of it. */
  readonly state: 'healthy' | 'failing' | 'progressing' | 'unknown';
  /** What Flagger last said, and when; it says nothing while nothing happens. */
  readonly sentence: string;
}

export interface ReleaseView {
  readonly id: string;
  readonly pipeline: string;
  readonly createdAt: string;
  readonly tags: readonly string[];
  /** No stage takes it any more until the mark is lifted. */
  readonly mark?: { readonly reason: string; readonly at: string };
  readonly artifacts: readonly ArtifactView[];
  /** Every stage of the pipeline, in order, with where this release is in it. */
  readonly stages: readonly {
    readonly stage: string;
    readonly promotion?: PromotionSummary;
    readonly passedAt?: string;
    readonly sentence: string;
  }[];
}

export interface GateView {
  readonly gate: string;
  readonly state: 'open' | 'closed' | 'refused';
  readonly sentence: string;
  /** Whether settings let anybody override it, and it keeps the promotion from going on. */
  readonly canOverride: boolean;
}

export interface PromotionView {
  readonly promotion: PromotionSummary;
  /** What every gate says: now while the promotion waits at them, else when it last passed. */
  readonly gates: readonly GateView[];
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly definition: string;
  /** The one that it was last proposed in. */
  readonly pullRequest?: PullRequestView;
  readonly endedAt?: string;
  readonly commits: readonly {
    readonly wave: number;
    readonly commit: string;
    readonly changed: boolean;
    readonly files: readonly string[];
  }[];
  readonly targets: readonly TargetView[];
  readonly timeline: readonly LedgerLine[];
  readonly evidence?: EvidenceView;
}

export interface PullRequestView {
  readonly id: string;
  /** `outdated`: another one follows. */
  readonly state: 'open' | 'merged' | 'closed' | 'outdated';
  /** Where people see it. */
  readonly url?: string;
}

/** What a promotion would still change in its stage, at the tip of the branch. */
export interface DiffView {
  readonly promotion: string;
  /** The tip that it was made at. */
  readonly commit: string;
  /** Goes with a vote: what the voter saw. */
  readonly digest: string;
  readonly files: readonly FileDiffView[];
  /** Overlays that carry the release already. */
  readonly same: readonly string[];
}

export type FileDiffView =
  | {
      /** From 1. */
      readonly wave: number;
      readonly overlay: string;
      readonly path: string;
      readonly added: number;
      readonly removed: number;
      /** As `diff -u` prints them below the file's names. */
      readonly lines: readonly string[];
    }
  /** It cannot be edited, and its wave would fail. */
  | { readonly wave: number; readonly overlay: string; readonly problem: string };

/** What kustomize makes of the overlays that a promotion would still change: never something that only looks like it. */
export interface RenderedView {
  readonly promotion: string;
  /** The tip that it was made at, and the diff that it goes with. */
  readonly commit: string;
  readonly digest: string;
  /** What rendered, as `kustomize v5.5.0`. The agent of a cluster may have another version. */
  readonly renderer?: string;
  /** Why nothing is rendered, and what would change that. */
  readonly problem?: string;
  readonly overlays: readonly RenderedOverlayView[];
}

export type RenderedOverlayView =
  | {
      /** From 1. */
      readonly wave: number;
      readonly overlay: string;
      /** Those that differ; empty where the change makes no difference. */
      readonly objects: readonly RenderedObjectView[];
    }
  /** `not rendered: <overlay> ...` */
  | { readonly wave: number; readonly overlay: string; readonly problem: string };

export interface RenderedObjectView {
  /** As `Deployment checkout/checkout`. */
  readonly object: string;
  readonly added: number;
  readonly removed: number;
  /** As `diff -u` prints them; what Secrets hold is hidden. */
  readonly lines: readonly string[];
}

export interface LedgerLine {
  readonly pipeline: string;
  readonly sequence: number;
  readonly at: string;
  readonly type: string;
  readonly by: string;
  /** One line for people: what happened. */
  readonly sentence: string;
  readonly release?: string;
  readonly stage?: string;
  readonly promotion?: string;
  readonly commit?: string;
}

/** Why a stage does not move, and what would move it. */
export interface Explanation {
  readonly pipeline: string;
  readonly stage: string;
  readonly moving: boolean;
  /** The state in one sentence. */
  readonly summary: string;
  /** One line per thing that was looked at: gates, targets, the stages before. */
  readonly because: readonly {
    readonly what: string;
    readonly state: 'open' | 'closed' | 'refused' | 'waiting' | 'failing' | 'done';
    readonly sentence: string;
  }[];
  /** What a person, an agent or time would have to do. */
  readonly next: readonly string[];
}

export interface LedgerVerification {
  readonly pipeline: string;
  readonly entries: number;
  /** Rows that differ from what the ledger amounts to; empty when state and ledger agree. */
  readonly differences: readonly string[];
}

/** A message that could not be handled, and what handling it again would do. */
export interface DeadLetterView {
  readonly id: string;
  readonly kind: 'event' | 'change' | 'chat';
  readonly at: string;
  readonly reason: string;
  readonly what: string;
  readonly canRedrive: boolean;
}

export interface RedriveView extends DeadLetterView {
  /** `kept`: handling it again cannot help; `failed`: it failed again, and is kept. */
  readonly outcome: 'redriven' | 'discarded' | 'kept' | 'failed';
  readonly error?: string;
}

/** One thing that was looked at. `wayOut` says what to do unless all is well. */
export interface FindingView {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fault' | 'skipped';
  readonly sentence: string;
  readonly wayOut?: string;
}
