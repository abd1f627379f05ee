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
import { indexOperations } from './indexes.ts';

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
  const written = new Map<string, { table: string; key: string; after: Item | undefined }>();
  const extra: LevelOperation[] = [];

  async function get(table: string, key: string): Promise<Item | undefined> {
    const path = itemPrefix(table) + key;
    const write = written.get(path);
    if (write) return write.after;
    if (!before.has(path)) before.set(path, (await level.get(path)) as Item | undefined);
    return before.get(path);
  }
  function items(table: string): KeyedItems {
    const set = (key: string, after: Item | undefined, done: Done<void>) => {
      written.set(itemPrefix(table) + key, { table, key, after });
      done(null);
    };
    return {
      get: (key, done) => void get(table, key).then((item) => done(null, item), done),
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
      getItemDb: items,
      getIndexDb: () => unwritten,
    },
    get,
    add: (operation) => void extra.push(operation),
    operations: () => [
      ...[...written].flatMap(([path, { table, key, after }]) => [
        toOperation(path, after),
        ...indexOperations(findTable(table), key, before.get(path), after),
      ]),
      ...extra,
    ],
    changes: () =>
      [...written].map(([path, { table, after }]) => ({
        table: findTable(table),
        before: before.get(path),
        after,
      })),
  };
}

/** Index entries follow from the items when the overlay is committed; what dynalite would write is dropped. */
const unwritten: KeyedItems = {
  get: (_key, done) => done(null),
  put: (_key, _item, done) => done(null),
  del: (_key, done) => done(null),
  lock: (_key, run) => run((done) => done),
};

/** Where dynalite's own store looks for items. */
export const itemPrefix = (table: string) => `item-${table}~`;

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
