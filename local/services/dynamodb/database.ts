import {
  dynaliteDb,
  type Level,
  type LevelOperation,
  type ReadableStore,
  storeOptions,
  type Table,
} from './dynalite.ts';
import { createOverlay, type ItemChange, type Overlay, resourceNotFound, tableGetter } from './overlay.ts';
import { createSerial } from './serial.ts';

export interface StoredTable {
  readonly description: Table;
  /** The attribute that holds each item's expiry in epoch seconds, when time to live is on. */
  readonly timeToLive?: string;
}

/** Who made a change: a caller, alone or in a transaction, or DynamoDB itself when an item expired. */
export type Origin = 'caller' | 'transaction' | 'expiry';

/** Follows the writes: adds to their batch, and hears when it is committed. */
export interface Follower {
  beforeCommit?(changes: readonly ItemChange[], origin: Origin): readonly LevelOperation[];
  afterCommit?(changes: readonly ItemChange[], origin: Origin): void;
}

export interface Database {
  readonly level: Level;
  /** The committed state, for reads that need not wait their turn. */
  readonly committed: ReadableStore;
  readonly tables: Map<string, StoredTable>;
  find(name: string): Table;
  follow(follower: Follower): void;
  /**
   * Runs `task` when no other write runs and commits everything it did as one batch: items, index entries and what
   * followers add. When `task` throws, nothing has happened.
   */
  write<T>(task: (overlay: Overlay) => Promise<T>, origin?: Origin): Promise<T>;
  close(): Promise<void>;
}

export async function openDatabase(directory: string | undefined): Promise<Database> {
  const { db: level, getItemDb, getIndexDb } = dynaliteDb.create(directory ? { path: directory } : {});
  await level.open();
  const tables = await readTables(level);
  const find = (name: string) => {
    const table = tables.get(name);
    if (!table) throw resourceNotFound();
    return table.description;
  };
  const inTurn = createSerial();
  const followers: Follower[] = [];

  async function commit(overlay: Overlay, origin: Origin): Promise<void> {
    const changes = overlay.changes();
    const followed = followers.flatMap((follower) => follower.beforeCommit?.(changes, origin) ?? []);
    const operations = [...overlay.operations(), ...followed];
    if (operations.length > 0) await level.batch(operations);
    for (const follower of followers) follower.afterCommit?.(changes, origin);
  }
  return {
    level,
    committed: {
      options: storeOptions,
      getTable: tableGetter(find),
      getItemDb,
      getIndexDb,
    },
    tables,
    find,
    follow: (follower) => void followers.push(follower),
    write: (task, origin = 'caller') =>
      inTurn(async () => {
        const overlay = createOverlay(level, find);
        const result = await task(overlay);
        await commit(overlay, origin);
        return result;
      }),
    close: () => inTurn(() => level.close()),
  };
}

/** Everything below `prefix`, in key order. */
export function below(level: Level, prefix: string, limit = -1): AsyncIterable<[string, unknown]> {
  return level.iterator({ gte: prefix, lt: `${prefix}\xff`, limit });
}

const TABLE_PREFIX = 'table~';
export const tableKey = (name: string) => TABLE_PREFIX + name;

async function readTables(level: Level): Promise<Map<string, StoredTable>> {
  const tables = new Map<string, StoredTable>();
  for await (const [key, value] of below(level, TABLE_PREFIX)) {
    tables.set(key.slice(TABLE_PREFIX.length), value as StoredTable);
  }
  return tables;
}
