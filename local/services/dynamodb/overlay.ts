import { ServiceError } from '../../service.ts';
import {
  type Done,
  type Item,
  type KeyedItems,
  type Level,
  type LevelOperation,
  type Store,
  storeOptions,
  type Table,
} from './dynalite.ts';

/** What one write did to one item. */
export interface ItemChange {
  readonly table: Table;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/**
 * What a write has changed but not yet committed. dynalite's actions read through it and write into it; nothing
 * reaches the database before `operations` is given to one atomic batch.
 */
export interface Overlay {
  readonly store: Store;
  get(table: string, key: string): Promise<Item | undefined>;
  /** Adds something that is no item to the batch, such as a table description. */
  add(operation: LevelOperation): void;
  operations(): LevelOperation[];
  changes(): ItemChange[];
}

export type FindTable = (name: string) => Table;

export function createOverlay(level: Level, findTable: FindTable): Overlay {
  const before = new Map<string, Item | undefined>();
  const after = new Map<string, Item | undefined>();
  const owners = new Map<string, string>();
  const extra: LevelOperation[] = [];

  async function read(key: string): Promise<Item | undefined> {
    if (after.has(key)) return after.get(key);
    if (!before.has(key)) before.set(key, (await level.get(key)) as Item | undefined);
    return before.get(key);
  }
  function section(prefix: string, table?: string): KeyedItems {
    const set = (key: string, item: Item | undefined, done: Done<void>) => {
      after.set(prefix + key, item);
      if (table !== undefined) owners.set(prefix + key, table);
      done(null);
    };
    return {
      get: (key, done) => void read(prefix + key).then((item) => done(null, item), done),
      put: (key, item, done) => set(key, item, done),
      del: (key, done) => set(key, undefined, done),
      // One writer at a time: there is nobody to keep out.
      lock: (_key, run) => run((done) => done),
    };
  }
  return {
    store: {
      options: storeOptions,
      getTable: tableGetter(findTable),
      getItemDb: (table) => section(itemPrefix(table), table),
      getIndexDb: (type, table, index) => section(indexPrefix(type, table, index)),
    },
    get: (table, key) => read(itemPrefix(table) + key),
    add: (operation) => void extra.push(operation),
    operations: () => [...[...after].map(([key, value]) => toOperation(key, value)), ...extra],
    changes: () =>
      [...owners].map(([key, table]) => ({
        table: findTable(table),
        before: before.get(key),
        after: after.get(key),
      })),
  };
}

/** Where dynalite's own store keeps items and index entries; queries read them there. */
export const itemPrefix = (table: string) => `item-${table}~`;
export const indexPrefix = (type: string, table: string, index: string) =>
  `index-${type.toLowerCase()}~${table}~${index}~`;

/** `Store.getTable` on a function that throws when there is no such table. */
export function tableGetter(findTable: FindTable): Store['getTable'] {
  return (name, done) => {
    try {
      done(null, findTable(name));
    } catch (error) {
      done(error);
    }
  };
}

export function resourceNotFound(message = 'Requested resource not found'): ServiceError {
  return new ServiceError('ResourceNotFoundException', message);
}

function toOperation(key: string, value: unknown): LevelOperation {
  return value === undefined ? { type: 'del', key } : { type: 'put', key, value };
}
