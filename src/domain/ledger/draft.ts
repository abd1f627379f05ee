import type { PipelineState } from '../promotion/state.ts';
import { type Actor, TOWPATH } from './actor.ts';
import { apply } from './apply.ts';
import type { Entry, Fact } from './entry.ts';

/**
 * A decision being made: facts recorded one after another, each seen by what follows. Nothing is stored until the
 * whole draft is appended, so a decision that throws half-way leaves no trace.
 */
export class Draft {
  readonly before: PipelineState;
  #state: PipelineState;
  readonly #entries: Entry[] = [];
  readonly #at: string;

  constructor(before: PipelineState, now: number) {
    this.before = before;
    this.#state = before;
    this.#at = new Date(now).toISOString();
  }

  get state(): PipelineState {
    return this.#state;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  record(fact: Fact, by: Actor = TOWPATH): void {
    const place = { pipeline: this.#state.pipeline, sequence: this.#state.sequence + 1, at: this.#at, by };
    const entry: Entry = { ...fact, ...place };
    this.#state = apply(this.#state, entry);
    this.#entries.push(entry);
  }
}
