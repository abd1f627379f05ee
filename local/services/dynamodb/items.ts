import { type Input, type Operation, ServiceError } from '../../service.ts';
import type { Database } from './database.ts';
import {
  type ActionName,
  dynaliteDb,
  type Item,
  type Request,
  run,
  type Table,
  validate,
} from './dynalite.ts';
import { continuing } from './indexes.ts';
import type { Overlay } from './overlay.ts';

export type SingleWrite = 'deleteItem' | 'putItem' | 'updateItem';

/** The operations on items that are not transactions. */
export function itemOperations(database: Database): Record<string, Operation> {
  const read =
    (name: ActionName): Operation =>
    async (input) => {
      const request = validate(name, input);
      return await run(name, continuing(database.committed, request, database.find), request);
    };
  const write =
    (name: SingleWrite): Operation =>
    async (input) => {
      const request = validate(name, input);
      return await database.write((overlay) =>
        withOldItem(input, itemIn(database, overlay, request), () => run(name, overlay.store, request)),
      );
    };
  return {
    GetItem: read('getItem'),
    BatchGetItem: read('batchGetItem'),
    Query: read('query'),
    Scan: read('scan'),
    PutItem: write('putItem'),
    UpdateItem: write('updateItem'),
    DeleteItem: write('deleteItem'),
    async BatchWriteItem(input) {
      const request = validate('batchWriteItem', input);
      return await database.write((overlay) => run('batchWriteItem', overlay.store, request));
    },
  };
}

/**
 * Adds the stored item to a failed condition when the caller asked for it with
 * `ReturnValuesOnConditionCheckFailure`, which dynalite does not know.
 */
export async function withOldItem<T>(
  input: Input,
  stored: () => Promise<Item | undefined>,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const wanted = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    const item = wanted && isConditionFailure(error) ? await stored() : undefined;
    if (!item || !isConditionFailure(error)) throw error;
    throw new ServiceError(error.code, error.message, { fields: { Item: item }, cause: error });
  }
}

export function isConditionFailure(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.code === 'ConditionalCheckFailedException';
}

/** Reads the item that a write is about, as far as it is written at this point. */
export function itemIn(database: Database, overlay: Overlay, request: Request) {
  return async (): Promise<Item | undefined> => {
    const key = itemKey(database.find(request.TableName), request);
    return key === undefined ? undefined : await overlay.get(request.TableName, key);
  };
}

/** dynalite's key of the item that a write is about; undefined when the request has no valid key. */
export function itemKey(table: Table, { Key, Item: item }: Request): string | undefined {
  const invalid = item
    ? dynaliteDb.validateItem(item as Item, table)
    : dynaliteDb.validateKey(Key as Item, table);
  return invalid ? undefined : dynaliteDb.createKey((item ?? Key) as Item, table);
}
