import type { Arrival } from '../bundle/arrival.ts';
import type { DiffDigest } from '../diff/wave-diff.ts';
import type { Drift } from '../drift/drift.ts';
import type { GateAnswer } from '../gates/answer.ts';
import type { Actor } from '../ledger/actor.ts';
import type { Rollback, TargetEvidence } from '../ledger/entry.ts';
import type { Release } from '../release.ts';
import { type PromotionStatus, TERMINAL } from './status.ts';
import type { Stop } from './stop.ts';

/** A vote counts for the promotion it was cast on, once per person (I5). */
export interface Vote {
  readonly person: string;
  readonly verdict: 'approve' | 'reject';
  readonly reason: string;
  readonly via: string;
  readonly at: string;
  readonly identity?: string;
  readonly rules?: readonly string[];
  readonly request?: string;
  /** What an approval was cast on. */
  readonly diff?: DiffDigest;
}

/** `said` is what the gate said when it was overridden. */
export interface GateOverride {
  readonly gate: string;
  readonly person: string;
  readonly reason: string;
  readonly said: string;
  readonly at: string;
}

/** A pull request of the wave that waited, and what an approval of it approves. */
export interface ProposedAs {
  readonly id: string;
  readonly branch: string;
  /** The tip of its branch, as far as Towpath made or took it. */
  readonly commit: string;
  readonly base?: string;
  readonly diff: DiffDigest;
  /** Commits of people belong to it. */
  readonly isExtended?: boolean;
  /** Where the change of the stage is a pull request: what became of it. */
  readonly ended?: {
    readonly outcome: 'merged' | 'closed' | 'outdated';
    readonly commit?: string;
    readonly identity?: string;
    readonly reason?: string;
  };
}

/** What the committer did for one wave. `changed` is false when the overlays already carried the release. */
export interface WaveCommit {
  readonly wave: number;
  readonly commit: string;
  readonly changed: boolean;
  readonly requestedAt: string;
  readonly at: string;
  readonly files: readonly string[];
  readonly healthy?: { readonly at: string; readonly targets: readonly TargetEvidence[] };
}

export interface Promotion {
  readonly id: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly release: string;
  /** What releases are ordered by: a tag, or one of each artifact (order.ts). */
  readonly tag: string;
  readonly attempt: number;
  /** Version of the pipeline definition that it began with and keeps. */
  readonly definition: string;
  readonly requestedAt: string;
  readonly requestedBy: Actor;
  /** It puts back an earlier release: gates hold it as settings say, and it ends with the stage on hold. */
  readonly rollback?: Rollback;
  readonly status: PromotionStatus;
  /** When it came into this status and wave. */
  readonly since?: string;
  readonly acquiredAt?: string;
  /** The wave that is under way, from 0. */
  readonly wave: number;
  readonly votes: readonly Vote[];
  /** Approvals that fell last, because what they were cast on has changed (the wave from 0). */
  readonly dropped?: {
    readonly people: readonly string[];
    readonly wave: number;
    readonly at: string;
    /** Of all votes that ever fell (`Vote.request`). */
    readonly requests: readonly string[];
    /** Unless the diff changed. */
    readonly reason?: string;
  };
  /** What it was proposed as; the last one counts. */
  readonly pullRequests?: readonly ProposedAs[];
  /** A wave (from 0) that has nothing to merge, where the change of the stage is a pull request. */
  readonly unproposed?: { readonly wave: number; readonly reason: string };
  /** Gates that somebody has opened for this promotion. */
  readonly overrides?: readonly GateOverride[];
  /** What the gates last said, for people; a decision always evaluates them anew. */
  readonly gates: readonly GateAnswer[];
  readonly commits: readonly WaveCommit[];
  /** Failing targets of the wave under way, `<cluster> <overlay>` -> what the agent said. */
  readonly failing: Readonly<Record<string, string>>;
  /** Since when all targets of the wave under way were healthy at once, while it soaks. */
  readonly soakingSince?: string;
  /** The status that the watchdog has called overdue, and what the sweep last repaired, while it is in this state. */
  readonly overdue?: PromotionStatus;
  readonly swept?: string;
  readonly endedAt?: string;
  readonly reason?: string;
  readonly supersededBy?: string;
}

export interface Hold {
  readonly by: Actor;
  readonly reason: string;
  readonly at: string;
}

export interface StageState {
  readonly stage: string;
  /** The promotion between acquire and release; there is never a second one (I1). */
  readonly active?: string;
  /** Promotions that wait for the stage, first come first. */
  readonly waiting: readonly string[];
  readonly current?: {
    readonly release: string;
    readonly tag: string;
    readonly promotion: string;
    readonly at: string;
  };
  /** The release that was current before, to roll back to. */
  readonly previous?: string;
  readonly hold?: Hold;
  /** Values that somebody has changed by hand since they were promoted. */
  readonly drift?: readonly Drift[];
  /** The change by hand that was put back last. */
  readonly restored?: { readonly commit: string; readonly at: string };
  /** What people merged of a promotion that then came to nothing; looked into until a release is promoted (drift.md). */
  readonly merged?: { readonly commit: string; readonly base?: string };
  /** The promotion that ended last, whatever its outcome. */
  readonly last?: string;
  /** The last votes that were refused (`refusalKey`), so that none fills the ledger by being tried again. */
  readonly refusals?: readonly string[];
}

/** Which definition new promotions begin with, and the images whose pushes concern this pipeline. */
export interface DefinitionHead {
  readonly version: string;
  readonly commit: string;
  readonly file: string;
  readonly images: readonly string[];
  /** Since when the pipeline subscribes to these images: what was pushed before is none of its releases. */
  readonly since: string;
}

/**
 * What a pipeline's decisions are made on. `stages` and the open promotions are whole; closed promotions and releases
 * are there as far as they were asked for.
 */
export interface PipelineState {
  readonly pipeline: string;
  /** Entries applied so far; the next entry gets `sequence + 1`. */
  readonly sequence: number;
  readonly definition?: DefinitionHead;
  /** Only in the fleet's own ledger (stop.ts). */
  readonly stops?: readonly Stop[];
  /** Of a pipeline of several artifacts: what came lately, oldest first. */
  readonly arrivals?: readonly Arrival[];
  /** Of the fleet's ledger: the last silence of each cluster that was noted, by when it began. */
  readonly silent?: Readonly<Record<string, string>>;
  /** Of the fleet's ledger: the last hour of which a refused request was noted, by way and reason. */
  readonly refused?: Readonly<Record<string, string>>;
  readonly stages: Readonly<Record<string, StageState>>;
  readonly promotions: Readonly<Record<string, Promotion>>;
  readonly releases: Readonly<Record<string, Release>>;
}

export const emptyState = (pipeline: string): PipelineState => ({
  pipeline,
  sequence: 0,
  stages: {},
  promotions: {},
  releases: {},
});

export const isOpen = ({ status }: Pick<Promotion, 'status'>): boolean =>
  !(TERMINAL as readonly PromotionStatus[]).includes(status);

/** Whether it has asked for a commit: from then on it is finished, not superseded. */
export const hasBegunToWrite = (promotion: Promotion): boolean =>
  promotion.status === 'committing' || promotion.status === 'verifying' || promotion.commits.length > 0;
