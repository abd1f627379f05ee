import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { TABLE } from '../contract.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import type { Pipeline } from '../domain/pipeline/types.ts';
import type { PipelineState } from '../domain/promotion/state.ts';
import { FLEET_LEDGER } from '../domain/promotion/stop.ts';
import type { Release } from '../domain/release.ts';
import type { Beside, Ledger, PipelineListing } from '../ports/ledger.ts';
import {
  entryItem,
  headItem,
  keys,
  LISTING,
  monthOf,
  rowChanges,
  stateOf,
  subscribersOf,
  withRows,
} from './ledger-rows.ts';
import { isNamed } from './sdk-error.ts';
import { batchGet, type Item, ifConditionHolds, query, queryPrefix, type Table } from './table.ts';
import { annotate } from './tracer.ts';

const MOST_REMEMBERED = 500;

export function createDynamoDbLedger(table: Table, now: () => number): Ledger {
  const definitions = new Map<string, Pipeline>();
  const contents = new Map<string, Release['artifacts']>();
  const ledger: Ledger = {
    async read(pipeline, beside = {}) {
      const items = await collect(queryPrefix(table, keys.pipeline(pipeline), 'STATE#'));
      return ledger.readBeside(stateOf(pipeline, items), beside);
    },

    async readBeside(state, beside) {
      const missing = besideKeys(state, beside);
      return missing.length === 0 ? state : withRows(state, await batchGet(table, missing));
    },

    async append(before, after, entries) {
      for (const entry of entries) annotate({ ...entry });
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
      // Consistent: whoever reads a version from the head may be right behind the one who stored it.
      const known = definitions.get(key) ?? (await get<Pipeline>(table, pipeline, keys.definition(version)));
      if (known !== undefined) remember(definitions, key, known);
      return known;
    },

    async contents(pipeline, id) {
      const known = contents.get(id) ?? (await get<Release>(table, pipeline, keys.release(id)))?.artifacts;
      if (known !== undefined) remember(contents, id, known);
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
      const rows = await collect(queryPrefix(table, LISTING));
      return rows.map(({ sk, data }) => ({
        name: String(sk),
        images: (data as Pick<PipelineListing, 'images'>).images,
      }));
    },

    async subscribers(image) {
      return (await collect(queryPrefix(table, subscribersOf(image)))).map(({ sk }) => String(sk));
    },

    async *history(pipeline) {
      for await (const { data } of queryPrefix(table, keys.pipeline(pipeline), 'LEDGER#'))
        yield data as Entry;
    },

    async *newest() {
      let first: string | undefined;
      for (const month of monthsBefore(now())) {
        if (first !== undefined && month < first) return;
        let isEmpty = true;
        for await (const { data } of newestFirst(table, month)) {
          isEmpty = false;
          yield data as Entry;
        }
        // Months in which nothing happened may lie between: only now it matters where everything began.
        if (isEmpty) first ??= await firstMonth(table, await ledger.pipelines());
      }
    },
  };
  return ledger;
}

/** Partitions of entries by month, this month's first; without an end. */
function* monthsBefore(now: number): Generator<string> {
  const today = new Date(now);
  for (let months = 0; ; months += 1)
    yield monthOf(new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - months)).toISOString());
}

/** The partition with the first entry of all ledgers; one that is after all others if there is none. */
async function firstMonth(table: Table, pipelines: readonly PipelineListing[]): Promise<string> {
  const ledgers = [FLEET_LEDGER, ...pipelines.map(({ name }) => name)];
  const firsts = await batchGet(
    table,
    ledgers.map((name) => ({ pk: keys.pipeline(name), sk: keys.entry(1) })),
  );
  const months = firsts.map(({ data }) => monthOf((data as Entry).at));
  return months.reduce((first, month) => (month < first ? month : first), monthOf('9999'));
}

const newestFirst = (table: Table, partition: string): AsyncGenerator<Item> =>
  query(table, {
    IndexName: TABLE.byTime.index,
    KeyConditionExpression: 'gsi1pk = :pk',
    ExpressionAttributeValues: { ':pk': partition },
    ScanIndexForward: false,
  });

async function get<Data>(table: Table, pipeline: string, sk: string): Promise<Data | undefined> {
  const Key = { pk: keys.pipeline(pipeline), sk };
  const { Item } = await table.documents.send(
    new GetCommand({ TableName: table.name, Key, ConsistentRead: true }),
  );
  return Item?.data as Data | undefined;
}

/** The oldest goes when there are too many: a function may stay warm for hours. */
function remember<Value>(known: Map<string, Value>, key: string, value: Value): void {
  known.set(key, value);
  if (known.size > MOST_REMEMBERED) known.delete(known.keys().next().value ?? '');
}

/** What was read as open is not looked for among the closed: usually that spares the request. */
function besideKeys(
  { pipeline, promotions: open }: PipelineState,
  { releases = [], promotions = [] }: Beside,
) {
  const closed = promotions.filter((id) => open[id] === undefined);
  const sorts = [...releases.map(keys.release), ...closed.map(keys.closed)];
  return [...new Set(sorts)].map((sk) => ({ pk: keys.pipeline(pipeline), sk }));
}

/** Both mean that somebody else wrote: before this transaction, or at the same time. */
function isLostRace(error: unknown): boolean {
  if (!isNamed(error, 'TransactionCanceledException')) return false;
  const { CancellationReasons } = error as TransactionCanceledException;
  const codes = CancellationReasons?.map(({ Code }) => Code) ?? [];
  return codes.includes('ConditionalCheckFailed') || codes.includes('TransactionConflict');
}

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}
