import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { TABLE } from '../contract.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import type { Pipeline } from '../domain/pipeline/types.ts';
import type { Beside, Ledger, PipelineListing } from '../ports/ledger.ts';
import {
  entryItem,
  type HeadRow,
  headItem,
  keys,
  LISTING,
  monthOf,
  rowChanges,
  stateOf,
} from './ledger-rows.ts';
import { batchGet, type Item, ifConditionHolds, query, queryPrefix, type Table } from './table.ts';

/** How many months `recent` looks through for as many entries as it is asked for. */
const MOST_MONTHS = 4;

export function createDynamoDbLedger(table: Table, now: () => number): Ledger {
  const definitions = new Map<string, Pipeline>();
  const ledger: Ledger = {
    async read(pipeline, beside = {}) {
      const items = await collect(queryPrefix(table, keys.pipeline(pipeline), 'STATE#'));
      return stateOf(pipeline, [...(await batchGet(table, besideKeys(pipeline, beside, items))), ...items]);
    },

    async append(before, after, entries) {
      const { puts, deletes } = rowChanges(before, after);
      const first = before.sequence === 0;
      try {
        await table.documents.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Put: {
                  TableName: table.name,
                  Item: headItem(after),
                  ConditionExpression: first ? 'attribute_not_exists(pk)' : '#data.#sequence = :before',
                  ...(!first && {
                    ExpressionAttributeNames: { '#data': 'data', '#sequence': 'sequence' },
                    ExpressionAttributeValues: { ':before': before.sequence },
                  }),
                },
              },
              ...entries.map((entry) => ({ Put: { TableName: table.name, Item: entryItem(entry) } })),
              ...puts.map((Item) => ({ Put: { TableName: table.name, Item } })),
              ...deletes.map((Key) => ({ Delete: { TableName: table.name, Key } })),
            ],
          }),
        );
        return 'appended';
      } catch (error) {
        if (isLostRace(error)) return 'conflict';
        throw error;
      }
    },

    async definition(pipeline, version) {
      const key = `${pipeline}#${version}`;
      const known = definitions.get(key) ?? (await readDefinition(table, pipeline, version));
      if (known !== undefined) definitions.set(key, known);
      return known;
    },

    async putDefinition(version, data) {
      const Item = { pk: keys.pipeline(data.name), sk: keys.definition(version), data };
      const ConditionExpression = 'attribute_not_exists(pk)';
      await ifConditionHolds(() =>
        table.documents.send(new PutCommand({ TableName: table.name, Item, ConditionExpression })),
      );
    },

    async pipelines() {
      const listings: PipelineListing[] = [];
      for await (const item of byTime(table, LISTING, true)) {
        const { definition } = item.data as HeadRow;
        listings.push({ name: String(item.gsi1sk), images: definition?.images ?? [] });
      }
      return listings;
    },

    async *history(pipeline) {
      for await (const { data } of queryPrefix(table, keys.pipeline(pipeline), 'LEDGER#'))
        yield data as Entry;
    },

    async recent(limit) {
      const entries: Entry[] = [];
      for (const partition of monthsBefore(now())) {
        for await (const { data } of byTime(table, partition, false)) {
          entries.push(data as Entry);
          if (entries.length === limit) return entries;
        }
      }
      return entries;
    },
  };
  return ledger;
}

/** Partitions of the newest entries, this month's first. */
function monthsBefore(now: number): string[] {
  const today = new Date(now);
  const monthsBack = (months: number): number =>
    Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - months);
  return Array.from({ length: MOST_MONTHS }, (_, months) =>
    monthOf(new Date(monthsBack(months)).toISOString()),
  );
}

const byTime = (table: Table, partition: string, forward: boolean): AsyncGenerator<Item> =>
  query(table, {
    IndexName: TABLE.byTime.index,
    KeyConditionExpression: 'gsi1pk = :pk',
    ExpressionAttributeValues: { ':pk': partition },
    ScanIndexForward: forward,
  });

async function readDefinition(
  table: Table,
  pipeline: string,
  version: string,
): Promise<Pipeline | undefined> {
  const Key = { pk: keys.pipeline(pipeline), sk: keys.definition(version) };
  // Consistent: whoever reads a version from the head may be right behind the one who stored it.
  const { Item } = await table.documents.send(
    new GetCommand({ TableName: table.name, Key, ConsistentRead: true }),
  );
  return Item?.data as Pipeline | undefined;
}

/** What was read as open is not looked for among the closed: usually that spares the request. */
function besideKeys(pipeline: string, { releases = [], promotions = [] }: Beside, read: readonly Item[]) {
  const open = new Set(read.map(({ sk }) => sk));
  const closed = promotions.filter((id) => !open.has(keys.open(id)));
  const sorts = [...releases.map(keys.release), ...closed.map(keys.closed)];
  return [...new Set(sorts)].map((sk) => ({ pk: keys.pipeline(pipeline), sk }));
}

/** Both mean that somebody else wrote: before this transaction, or at the same time. */
function isLostRace(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = error.CancellationReasons?.map(({ Code }) => Code) ?? [];
  return codes.includes('ConditionalCheckFailed') || codes.includes('TransactionConflict');
}

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}
