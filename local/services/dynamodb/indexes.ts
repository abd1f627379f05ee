import {
  dynaliteDb,
  type Item,
  type KeyRange,
  type LevelOperation,
  type ReadableStore,
  type Request,
  type Table,
} from './dynalite.ts';

type FindTable = (name: string) => Table;

/**
 * Index entries are stored under dynalite's key and the item's own. dynalite's alone tells items with equal index keys
 * apart by 24 bits of a hash: of 1,000 such items, one would be lost from the index in every thirtieth case.
 */
export function indexOperations(
  table: Table,
  itemKey: string,
  before: Item | undefined,
  after: Item | undefined,
): LevelOperation[] {
  return [...sectionsOf(table)].flatMap(([prefix, index]) => {
    const { puts, deletes } = dynaliteDb.getIndexActions([index], before, after, table);
    return [
      ...deletes.map(({ key }) => ({ type: 'del' as const, key: entryKey(prefix, key, itemKey) })),
      ...puts.map(({ key, item }) => ({
        type: 'put' as const,
        key: entryKey(prefix, key, itemKey),
        value: item,
      })),
    ];
  });
}

const entryKey = (prefix: string, key: string, itemKey: string) => `${prefix}${key}/${itemKey}`;

/** Where dynalite's queries look for the entries of an index. */
export const indexPrefix = (type: string, table: string, index: string) =>
  `index-${type.toLowerCase()}~${table}~${index}~`;

export function sectionsOf({ TableName, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: Table) {
  return new Map([
    ...GlobalSecondaryIndexes.map(
      (index) => [indexPrefix('global', TableName, index.IndexName), index] as const,
    ),
    ...LocalSecondaryIndexes.map(
      (index) => [indexPrefix('local', TableName, index.IndexName), index] as const,
    ),
  ]);
}

/**
 * The store for a query or scan of an index that goes on behind `ExclusiveStartKey`: dynalite bounds the page by its
 * own key of that item, which is only the beginning of the key of the entry.
 */
export function continuing(store: ReadableStore, request: Request, findTable: FindTable): ReadableStore {
  const start = request.ExclusiveStartKey as Item | undefined;
  if (!start) return store;
  return {
    ...store,
    getIndexDb(type, table, name) {
      const index = store.getIndexDb(type, table, name);
      const exact = (key: string) => entryKey('', key, dynaliteDb.createKey(start, findTable(table)));
      return {
        ...index,
        createValueStream: ({ gt, lt, ...range }: KeyRange) =>
          index.createValueStream({
            ...range,
            ...(gt !== undefined && { gt: isEntry(gt) ? exact(gt) : gt }),
            ...(lt !== undefined && { lt: isEntry(lt) ? exact(lt) : lt }),
          }),
      };
    },
  };
}

/** Other bounds end with `~` or `/`, or are a piece of a hash. */
function isEntry(bound: string): boolean {
  return bound.includes('/') && !bound.endsWith('~') && !bound.endsWith('/');
}
