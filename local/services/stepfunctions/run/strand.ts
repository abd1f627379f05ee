import type { Definition } from '../asl/definition.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Cancellation } from './cancellation.ts';
import type { MapItem } from './context.ts';
import type { Execution } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import type { Fact } from './record.ts';
import type { Runtime } from './runtime.ts';

export interface EmitOptions {
  /** Further data that a replay needs. */
  readonly data?: Json;
  /** false: the next event of the strand refers to the event before this one. */
  readonly advance?: boolean;
}

/** A sequence of states that runs by itself: the execution's own, a branch of a Parallel, an iteration of a Map. */
export class Strand {
  readonly runtime: Runtime;
  /** The interpreter's loop; Map and Parallel come back to it for their branches. */
  readonly runStrand: RunStrand;
  readonly execution: Execution;
  /** The place in the execution; the keys of all facts of the strand begin with it. */
  readonly path: string;
  readonly cancellation: Cancellation;
  readonly item: MapItem | undefined;
  lastEventId: number;
  /** The type of the state that was entered last and is not left. */
  openState: string | undefined;

  constructor(options: {
    runtime: Runtime;
    runStrand: RunStrand;
    execution: Execution;
    path: string;
    cancellation: Cancellation;
    lastEventId: number;
    item?: MapItem | undefined;
  }) {
    this.runtime = options.runtime;
    this.runStrand = options.runStrand;
    this.execution = options.execution;
    this.path = options.path;
    this.cancellation = options.cancellation;
    this.lastEventId = options.lastEventId;
    this.item = options.item;
  }

  emit(key: string, type: string, details: JsonObject, options: EmitOptions = {}): HistoryEvent {
    this.cancellation.throwIfCancelled();
    const event = this.execution.emit(key, this.lastEventId, type, details, options.data);
    if (options.advance !== false) this.lastEventId = event.id;
    return event;
  }
}

/** Runs the states of a definition on a strand and returns the output of the last one. */
export type RunStrand = (strand: Strand, definition: Definition, input: Json) => Promise<Json>;

/** A place within a strand that facts are kept under: a visit to a state, or one attempt of it. */
export class Place {
  readonly strand: Strand;
  readonly path: string;

  constructor(strand: Strand, path: string) {
    this.strand = strand;
    this.path = path;
  }

  emit(label: string, type: string, details: JsonObject = {}, options?: EmitOptions): HistoryEvent {
    return this.strand.emit(this.#key(label), type, details, options);
  }

  note(label: string, data: Json): void {
    this.strand.cancellation.throwIfCancelled();
    this.strand.execution.note(this.#key(label), data);
  }

  recall(label: string): Fact | undefined {
    return this.strand.execution.recall(this.#key(label));
  }

  /** Steps over an event that was written before a restart; false if there is none. */
  revisit(label: string): boolean {
    const event = this.recall(label)?.event;
    if (event !== undefined) this.strand.lastEventId = event.id;
    return event !== undefined;
  }

  within(part: string): Place {
    return new Place(this.strand, `${this.path}${part}`);
  }

  #key(label: string): string {
    return `${this.path}:${label}`;
  }
}
