import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { isNamed } from './sdk-error.ts';
import { capture } from './tracer.ts';

export type Item = Readonly<Record<string, unknown>>;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The one table; keys are listed in docs/data-model.md. */
export interface Table {
  readonly name: string;
  readonly documents: DynamoDBDocumentClient;
}

export const createTable = (name: string, client = capture(new DynamoDBClient({}))): Table => ({
  name,
  documents: DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  }),
});

/** Every item of the query, page by page. */
export async function* query(
  { name, documents }: Table,
  input: Omit<QueryCommandInput, 'TableName'>,
): AsyncGenerator<Item> {
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await documents.send(
      new QueryCommand({ TableName: name, ...input, ExclusiveStartKey: start }),
    );
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

/** Items of one partition, whose sort key begins with `prefix` if that is given, in its order, strongly consistent. */
export const queryPrefix = (table: Table, pk: string, prefix?: string): AsyncGenerator<Item> =>
  query(table, {
    KeyConditionExpression: prefix === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ...(prefix !== undefined && { ':prefix': prefix }) },
    ConsistentRead: true,
  });

/** BatchGetItem takes 100 keys. */
const MOST_KEYS = 100;
/** Pauses before what a throttled table left out is asked for again: doubled each time, up to the longest. */
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_000;

/** Strongly consistent; in no particular order, without those that do not exist. */
export async function batchGet({ name, documents }: Table, keys: readonly Key[]): Promise<Item[]> {
  const items: Item[] = [];
  for (let start = 0; start < keys.length; start += MOST_KEYS) {
    let left: readonly Item[] = keys.slice(start, start + MOST_KEYS).map(({ pk, sk }) => ({ pk, sk }));
    for (let pause = FIRST_PAUSE_MS; left.length > 0; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const { Responses, UnprocessedKeys } = await documents.send(
        new BatchGetCommand({ RequestItems: { [name]: { Keys: [...left], ConsistentRead: true } } }),
      );
      items.push(...(Responses?.[name] ?? []));
      left = UnprocessedKeys?.[name]?.Keys ?? [];
      if (left.length > 0) await setTimeout(pause);
    }
  }
  return items;
}

/**
 * Names one write whose condition may hold once only. The SDK sends it again when an answer is lost, and must not take what
 * its first try wrote for somebody else's: such a condition lets the same name through.
 */
export const writeId = (): string => randomUUID();

/** Whether a conditional write was made; only its own condition may keep it from that. */
export async function ifConditionHolds(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isNamed(error, 'ConditionalCheckFailedException')) return false;
    throw error;
  }
}
