import type { Clock } from '../../clock.ts';
import { keyAttributes } from './changes.ts';
import { below, type Database } from './database.ts';
import { type Item, run, type Table } from './dynalite.ts';
import { type ItemChange, itemPrefix } from './overlay.ts';

const NEVER = Number.POSITIVE_INFINITY;
const FIVE_YEARS_MS = 5 * 365 * 24 * 3_600_000;

/**
 * Deletes items whose time to live has passed. AWS takes up to a few days; here a pass runs at most every `passMs`,
 * and only when something is due: with nothing to expire there is no timer.
 */
export class Expiry {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #passMs: number;
  readonly #track: (work: Promise<unknown>) => unknown;
  #earliest = NEVER;
  #lastPass = Number.NEGATIVE_INFINITY;
  #cancel = () => {};
  #passing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: {
    database: Database;
    clock: Clock;
    passMs: number;
    track: (work: Promise<unknown>) => unknown;
  }) {
    const { database } = options;
    this.#database = database;
    this.#clock = options.clock;
    this.#passMs = options.passMs;
    this.#track = options.track;
    database.follow({ afterCommit: (changes) => this.#notice(changes) });
  }

  /** To be called at the start and when a table's setting has changed: looks at every item. */
  async pass(): Promise<void> {
    this.#passing = this.#passing.then(() => this.#pass());
    await this.#passing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#passing;
  }

  #notice(changes: readonly ItemChange[]): void {
    const times = changes.map(({ table, after }) => this.#expiryOf(table, after));
    const first = Math.min(this.#earliest, ...times);
    if (first === this.#earliest) return;
    this.#earliest = first;
    this.#arm();
  }

  #arm(): void {
    this.#cancel();
    if (this.#closed || this.#earliest === NEVER) return;
    const due = Math.max(this.#earliest, this.#lastPass + this.#passMs);
    this.#cancel = this.#clock.after(Math.max(0, due - this.#clock.now()), () => this.#track(this.pass()));
  }

  async #pass(): Promise<void> {
    this.#lastPass = this.#clock.now();
    this.#earliest = NEVER;
    for (const { description, timeToLive } of [...this.#database.tables.values()]) {
      if (timeToLive !== undefined) await this.#passTable(description);
    }
    this.#arm();
  }

  async #passTable(table: Table): Promise<void> {
    const prefix = itemPrefix(table.TableName);
    for await (const [key, item] of below(this.#database.level, prefix)) {
      if (this.#closed) return;
      const at = this.#expiryOf(table, item as Item);
      if (at <= this.#clock.now()) await this.#remove(table, key.slice(prefix.length));
      else this.#earliest = Math.min(this.#earliest, at);
    }
  }

  /** The item may have been prolonged since it was seen, so it is looked at again when its turn comes. */
  async #remove(table: Table, key: string): Promise<void> {
    await this.#database.write(async (overlay) => {
      const item = await overlay.get(table.TableName, key);
      if (!item || this.#expiryOf(table, item) > this.#clock.now()) return;
      await run('deleteItem', overlay.store, { TableName: table.TableName, Key: keyAttributes(table, item) });
    }, 'expiry');
  }

  /** Epoch milliseconds. As on AWS, an item that should have expired five years ago stays. */
  #expiryOf(table: Table, item: Item | undefined): number {
    const attribute = this.#database.tables.get(table.TableName)?.timeToLive;
    const seconds = attribute === undefined ? undefined : item?.[attribute]?.N;
    if (seconds === undefined) return NEVER;
    const at = Number(seconds) * 1000;
    return at < this.#clock.now() - FIVE_YEARS_MS ? NEVER : at;
  }
}
