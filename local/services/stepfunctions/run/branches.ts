import type { Definition } from '../asl/definition.ts';
import { StatesError } from '../asl/states-error.ts';
import { isObject, type Json } from '../json.ts';
import type { MapItem } from './context.ts';
import { type Place, Strand } from './strand.ts';

export interface Branch {
  readonly definition: Definition;
  readonly input: Json;
  readonly item?: MapItem;
}

/** Called around each branch, to write the events that a Map has and a Parallel has not. */
export interface BranchEvents {
  readonly started?: (branch: Strand, place: Place, index: number) => void;
  readonly succeeded?: (branch: Strand, index: number) => void;
  readonly failed?: (place: Place, index: number) => void;
  readonly aborted?: (place: Place, index: number) => void;
}

interface Running {
  readonly strand: Strand;
  readonly place: Place;
  readonly index: number;
}

const ABORTABLE: ReadonlySet<string> = new Set(['Map', 'Parallel', 'Task', 'Wait']);

/**
 * Runs branches side by side, at most `limit` at a time, and returns their outputs in order. The first failure stops
 * all others and is thrown.
 */
export function runBranches(
  place: Place,
  branches: readonly Branch[],
  limit: number,
  events: BranchEvents = {},
): Promise<Json[]> {
  return new BranchGroup(place, branches, events).run(limit);
}

class BranchGroup {
  readonly #place: Place;
  readonly #parent: Strand;
  readonly #branches: readonly Branch[];
  readonly #events: BranchEvents;
  readonly #group: ReturnType<Strand['cancellation']['child']>;
  readonly #startedFrom: number;
  readonly #outputs: Json[] = [];
  readonly #running = new Set<Running>();
  #lastEventId: number;
  #failed: Running | undefined;
  #next = 0;

  constructor(place: Place, branches: readonly Branch[], events: BranchEvents) {
    this.#place = place;
    this.#parent = place.strand;
    this.#branches = branches;
    this.#events = events;
    this.#group = place.strand.cancellation.child();
    this.#startedFrom = place.strand.lastEventId;
    this.#lastEventId = this.#startedFrom;
  }

  async run(limit: number): Promise<Json[]> {
    const workers = Math.min(limit, this.#branches.length);
    try {
      await Promise.all(Array.from({ length: workers }, () => this.#work()));
    } catch (thrown) {
      if (thrown instanceof StatesError && this.#parent.execution.active) this.#stopOthers();
      throw thrown;
    } finally {
      this.#group.release();
    }
    this.#parent.lastEventId = this.#lastEventId;
    return this.#outputs;
  }

  async #work(): Promise<void> {
    for (let branch = this.#branches[this.#next]; branch; branch = this.#branches[this.#next]) {
      const index = this.#next;
      this.#next += 1;
      await this.#runOne(branch, index);
    }
  }

  async #runOne(branch: Branch, index: number): Promise<void> {
    const one: Running = {
      strand: this.#strandFor(branch, index),
      place: this.#place.within(`[${index}]`),
      index,
    };
    this.#running.add(one);
    try {
      this.#outputs[index] = await this.#outputOf(branch, one);
    } catch (thrown) {
      this.#failed ??= one;
      throw thrown;
    }
    this.#running.delete(one);
    this.#lastEventId = Math.max(this.#lastEventId, one.strand.lastEventId);
  }

  async #outputOf(branch: Branch, { strand, place, index }: Running): Promise<Json> {
    const finished = place.recall('finished')?.data;
    if (isObject(finished)) {
      strand.lastEventId = Number(finished.last);
      return finished.output ?? null;
    }
    this.#events.started?.(strand, place, index);
    const output = await strand.runStrand(strand, branch.definition, branch.input);
    this.#events.succeeded?.(strand, index);
    place.note('finished', { output, last: strand.lastEventId });
    return output;
  }

  #strandFor({ item }: Branch, index: number): Strand {
    const { runtime, runStrand, execution } = this.#parent;
    return new Strand({
      runtime,
      runStrand,
      execution,
      path: `${this.#place.path}[${index}]`,
      cancellation: this.#group.cancellation,
      lastEventId: this.#startedFrom,
      item: item ?? this.#parent.item,
    });
  }

  /** AWS lists the failed one first, then what the failure cut short; all refer to the event that failed. */
  #stopOthers(): void {
    const failed = this.#failed;
    if (failed === undefined) return;
    this.#group.cancellation.cancel();
    this.#parent.lastEventId = failed.strand.lastEventId;
    this.#events.failed?.(failed.place, failed.index);
    this.#writeStateAborted(failed.strand);
    for (const one of [...this.#running].sort((a, b) => a.index - b.index)) {
      if (one === failed) continue;
      this.#events.aborted?.(one.place, one.index);
      this.#writeStateAborted(one.strand);
    }
  }

  #writeStateAborted({ openState, path }: Strand): void {
    if (openState === undefined || !ABORTABLE.has(openState)) return;
    this.#parent.emit(`${path}:stateAborted`, `${openState}StateAborted`, {}, { advance: false });
  }
}
