import type { Move } from './events.ts';
import { readJson, writeJson } from './files.ts';

/** Full reference name to object id. */
export type Tips = ReadonlyMap<string, string>;

export interface Listener {
  readonly tell: (move: Move) => Promise<void>;
  /** Told of the telling. */
  readonly track: (work: Promise<unknown>) => unknown;
}

/**
 * Tells of every move of a reference once, in order. What was told is kept in a file, so that after a crash the
 * comparison with the repository shows what was not. A crash between telling and writing tells a move twice.
 */
export class Announcer {
  readonly #file: string;
  readonly #tell: (move: Move) => Promise<void>;
  readonly #track: (work: Promise<unknown>) => unknown;
  readonly #told: Map<string, string>;
  /** Told, or waiting in the queue. */
  readonly #known: Map<string, string>;
  readonly #queue: Move[] = [];
  #telling: Promise<void> | undefined;

  private constructor(file: string, told: Tips, { tell, track }: Listener) {
    this.#file = file;
    this.#tell = tell;
    this.#track = track;
    this.#told = new Map(told);
    this.#known = new Map(told);
  }

  static async open(file: string, listener: Listener): Promise<Announcer> {
    const told = await readJson(file);
    return new Announcer(file, new Map(Object.entries(told as Record<string, string>)), listener);
  }

  /** `caller` made this very move. Whatever happened to the reference before it was a push that is not yet told. */
  moved(move: Move, pusher: string): void {
    this.#noteTip(move.reference, move.from, pusher);
    this.#noteTip(move.reference, move.to, move.caller);
  }

  /** The references are now these: tells what differs from what is known. */
  compare(tips: Tips, caller: string | undefined): void {
    for (const reference of new Set([...this.#known.keys(), ...tips.keys()]))
      this.#noteTip(reference, tips.get(reference), caller);
  }

  /** Resolves when everything known was told, or telling failed. */
  async settled(): Promise<void> {
    await this.#telling;
  }

  #noteTip(reference: string, to: string | undefined, caller: string | undefined): void {
    const from = this.#known.get(reference);
    if (from === to) return;
    put(this.#known, reference, to);
    this.#queue.push({ reference, from, to, caller });
    if (this.#telling !== undefined) return;
    this.#telling = this.#tellAll();
    this.#track(this.#telling);
  }

  async #tellAll(): Promise<void> {
    try {
      for (let move = this.#queue[0]; move !== undefined; move = this.#queue[0]) {
        await this.#tell(move);
        this.#queue.shift();
        put(this.#told, move.reference, move.to);
        await writeJson(this.#file, Object.fromEntries(this.#told));
      }
    } catch (cause) {
      process.emitWarning(
        new Error(`a change of ${this.#queue[0]?.reference} could not be announced yet`, { cause }),
      );
    } finally {
      // In the same tick as the look at the empty queue: a move noted later begins anew.
      this.#telling = undefined;
    }
  }
}

function put(tips: Map<string, string>, reference: string, to: string | undefined): void {
  if (to === undefined) tips.delete(reference);
  else tips.set(reference, to);
}
