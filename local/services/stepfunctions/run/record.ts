import type { Json } from '../json.ts';
import type { HistoryEvent } from './history.ts';

/** Something that happened once in an execution: an event of its history, a value that a replay needs, or both. */
export interface Fact {
  readonly event?: HistoryEvent;
  readonly data?: Json;
}

/**
 * Everything that happened in one execution, each fact under the key of its place (state path and attempt). A replay
 * after a restart runs the same code again and finds the facts there, so nothing happens twice.
 */
export class ExecutionRecord {
  readonly events: HistoryEvent[] = [];
  readonly #facts = new Map<string, Fact>();
  readonly #write: (key: string, fact: Fact) => void;

  constructor(write: (key: string, fact: Fact) => void) {
    this.#write = write;
  }

  recall(key: string): Fact | undefined {
    return this.#facts.get(key);
  }

  put(key: string, fact: Fact): void {
    this.restore(key, fact);
    this.#write(key, fact);
  }

  /** Takes a fact from the journal. The same fact may come twice, after a crash in the middle of a compaction. */
  restore(key: string, fact: Fact): void {
    this.#facts.set(key, fact);
    if (fact.event !== undefined) this.events[fact.event.id - 1] = fact.event;
  }

  get size(): number {
    return this.#facts.size;
  }

  entries(): Iterable<[string, Fact]> {
    return this.#facts.entries();
  }

  /** Drops what only a replay needs; takes the history from the archive if one is given. */
  keepHistoryOnly(events: readonly HistoryEvent[] = this.events): void {
    if (events !== this.events) this.events.push(...events);
    this.#facts.clear();
  }
}
