import { createRequire } from 'node:module';
import type { AttributeValue } from 'aws-lambda';
import { type Input, ServiceError } from '../../service.ts';

/**
 * A typed door to the modules inside dynalite 4.0.0. They are not its public API: the version is pinned exactly,
 * and test/contract/local/dynamodb/dynalite.test.ts fails when an upgrade moves what is used here.
 */

/** An item or a key as it is on the wire: binary values are base64 text. */
export type Item = Record<string, AttributeValue>;

export interface KeySchemaElement {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}

export interface SecondaryIndex {
  IndexName: string;
  KeySchema: KeySchemaElement[];
  IndexStatus?: string;
}

export interface Table {
  TableName: string;
  TableArn: string;
  TableStatus: string;
  CreationDateTime: number;
  KeySchema: KeySchemaElement[];
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  GlobalSecondaryIndexes?: SecondaryIndex[];
  LocalSecondaryIndexes?: SecondaryIndex[];
}

/** A request after `validate`: dynalite has added its parsed expressions under names that begin with `_`. */
export type Request = Record<string, unknown> & { TableName: string };

export type Done<T> = (error: unknown, result?: T) => void;

/** One table's items or one index, addressed by dynalite's own keys. */
export interface KeyedItems {
  get(key: string, done: Done<Item>): void;
  put(key: string, item: Item, done: Done<void>): void;
  del(key: string, done: Done<void>): void;
  lock(key: string, run: (release: <T>(done: Done<T>) => Done<T>) => void): void;
}

/** Bounds of a query or scan, in dynalite's keys. */
export interface KeyRange {
  readonly gt?: string;
  readonly lt?: string;
}

/** An index as queries and scans read it. */
export interface ReadableIndex extends KeyedItems {
  createValueStream(range: KeyRange): NodeJS.ReadableStream;
}

/** What a write does to the entries of indexes; `index` is a name. */
export interface IndexActions {
  readonly puts: readonly { readonly index: string; readonly key: string; readonly item: Item }[];
  readonly deletes: readonly { readonly index: string; readonly key: string }[];
}

/** What dynalite's actions ask of the store that they are given. */
export interface Store {
  readonly options: { readonly maxItemSize: number };
  getTable(name: string, done: Done<Table>): void;
  getItemDb(table: string): KeyedItems;
  getIndexDb(type: string, table: string, index: string): KeyedItems;
  readonly tableDb?: object;
}

export interface ReadableStore extends Store {
  getIndexDb(type: string, table: string, index: string): ReadableIndex;
}

export type LevelOperation = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

/** The part of abstract-level that is used; values are JSON. */
export interface Level {
  open(): Promise<void>;
  get(key: string): Promise<unknown>;
  batch(operations: readonly LevelOperation[]): Promise<void>;
  iterator(range: { gte: string; lt: string; limit?: number }): AsyncIterable<[string, unknown]>;
  close(): Promise<void>;
}

interface DynaliteDb {
  create(options: { path?: string }): {
    readonly db: Level;
    getItemDb(table: string): KeyedItems;
    getIndexDb(type: string, table: string, index: string): ReadableIndex;
  };
  createKey(item: Item, table: Table): string;
  hashPrefix(hashKey: string, hashType: string, rangeKey: string, rangeType: string): string;
  validateKey(key: Item, table: Table): Error | null | undefined;
  validateItem(item: Item, table: Table): Error | null | undefined;
  checkConditional(request: Request, existing: Item | undefined): Error | null | undefined;
  itemSize(item: Item): number;
  getIndexActions(
    indexes: readonly SecondaryIndex[],
    before: Item | undefined,
    after: Item | undefined,
    table: Table,
  ): IndexActions;
}

interface Validations {
  checkTypes(input: object, types: object): Request;
  checkValidations(request: Request, types: object, custom: unknown, store: Pick<Store, 'options'>): void;
}

export type ActionName =
  | 'batchGetItem'
  | 'batchWriteItem'
  | 'createTable'
  | 'deleteItem'
  | 'getItem'
  | 'putItem'
  | 'query'
  | 'scan'
  | 'updateItem';
export type ValidatedName =
  | ActionName
  | 'deleteTable'
  | 'describeTable'
  | 'describeTimeToLive'
  | 'listTables';

type Action = (store: Store, request: Request, done: Done<object>) => void;

const require = createRequire(import.meta.url);
const load = <T>(path: string) => require(`dynalite/${path}.js`) as T;

export const dynaliteDb = load<DynaliteDb>('db/index');
const validations = load<Validations>('validations/index');

const MAX_ITEM_BYTES = 400 * 1024;
export const storeOptions = { maxItemSize: MAX_ITEM_BYTES };

/** Checks types and values as DynamoDB does and parses the expressions. `input` is left as it is. */
export function validate(name: ValidatedName, input: Input): Request {
  const { types, custom } = load<{ types: object; custom?: unknown }>(`validations/${name}`);
  return translated(() => {
    const request = validations.checkTypes(structuredClone(input), types);
    validations.checkValidations(request, types, custom, { options: storeOptions });
    return request;
  });
}

export async function run(name: ActionName, store: Store, request: Request): Promise<object> {
  const action = load<Action>(`actions/${name}`);
  return await new Promise((resolve, reject) => {
    action(store, request, (error, result) =>
      error ? reject(toServiceError(error)) : resolve(result ?? {}),
    );
  });
}

/** Throws what a dynalite function gave back as an error. */
export function assertValid(error: Error | null | undefined): void {
  if (error) throw toServiceError(error);
}

export function validationException(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

function translated<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    throw toServiceError(error);
  }
}

/** dynalite's errors carry the response body: `{ __type: 'namespace#Code', message }`. */
function toServiceError(error: unknown): unknown {
  if (!(error instanceof Error) || !('body' in error) || !('statusCode' in error)) return error;
  const { __type = '', message, Message } = error.body as Record<string, string>;
  const code = __type.slice(__type.indexOf('#') + 1);
  return new ServiceError(code, message ?? Message ?? '', { status: Number(error.statusCode), cause: error });
}
