import type { Entry } from '../domain/ledger/entry.ts';
import type { Pipeline } from '../domain/pipeline/types.ts';
import type { PipelineState } from '../domain/promotion/state.ts';
import type { ReleasedArtifact } from '../domain/release.ts';

/** Releases and closed promotions that a decision needs beside the open state; unknown ids are simply not there. */
export interface Beside {
  readonly releases?: readonly string[];
  readonly promotions?: readonly string[];
}

export interface PipelineListing {
  readonly name: string;
  /** Empty when the pipeline's file was removed. */
  readonly images: readonly string[];
}

/**
 * The ledger of each pipeline together with the state that it amounts to.
 *
 * Guarantee: `append` succeeds only if nothing was appended to this pipeline since `read`, so a decision made on what
 * was read is made on the truth. The entries and every row that differs between `before` and `after` become visible
 * together or not at all.
 */
export interface Ledger {
  /** Strongly consistent: it shows everything that was appended before the call. */
  read(pipeline: string, beside?: Beside): Promise<PipelineState>;
  /** What `read` would have read beside, added to a state that it returned before: an append guards both alike. */
  readBeside(state: PipelineState, beside: Beside): Promise<PipelineState>;
  /** `conflict`: somebody else appended first; read and decide again. A repeated append is a conflict too. */
  append(
    before: PipelineState,
    after: PipelineState,
    entries: readonly Entry[],
  ): Promise<'appended' | 'conflict'>;
  /** The definition a promotion began with. Definitions are immutable and never deleted. */
  definition(pipeline: string, version: string): Promise<Pipeline | undefined>;
  /** Stored before the `pipeline-defined` entry that makes it current. Storing the same version twice is harmless. */
  putDefinition(version: string, definition: Pipeline): Promise<void>;
  /** What a release consists of. It is its identity, so it never changes and may be remembered. */
  contents(pipeline: string, release: string): Promise<readonly ReleasedArtifact[] | undefined>;
  /** All pipelines that were ever defined, by name, with the images they subscribe to. Strongly consistent. */
  pipelines(): Promise<PipelineListing[]>;
  /** Names of the pipelines that subscribe to an image, in order. Strongly consistent. */
  subscribers(image: string): Promise<string[]>;
  /** Entries of one pipeline in order, from the first. */
  history(pipeline: string): AsyncIterable<Entry>;
  /** Entries of all pipelines, newest first, back to the very first. One of the last second may be missing. */
  newest(): AsyncIterable<Entry>;
}
