import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AgentReport } from '../domain/health/fold.ts';
import type { AgentObject, HealthStore, Watch } from '../ports/health.ts';
import { batchGet, type Item, ifConditionHolds, type Key, queryPrefix, type Table } from './table.ts';

const REPORT = 'REPORT';
const MOST_ATTEMPTS = 10;

const partition = ({ cluster, kind, namespace, name }: AgentObject): string =>
  `${kind === 'Canary' ? 'CANARY' : 'AGENT'}#${cluster}#${namespace}/${name}`;
const reportKey = (agent: AgentObject): Key => ({ pk: partition(agent), sk: REPORT });
const watchKey = (watch: Watch): Key => ({
  pk: partition(watch.agent),
  sk: `WATCH#${watch.promotion}#${watch.wave}`,
});
const text = ({ pk, sk }: Key): string => `${pk} ${sk}`;

/** An agent object's report and its watches share a partition, so that one query answers a report. */
export function createDynamoDbHealth(table: Table): HealthStore {
  const { name: TableName, documents } = table;
  const byKey = async (keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> =>
    new Map((await batchGet(table, keys)).map((item) => [text(item as unknown as Key), item]));

  return {
    async report(agent, fold) {
      const report = await foldReport(table, agent, fold);
      const watches: Watch[] = [];
      for await (const { data } of queryPrefix(table, partition(agent), 'WATCH#'))
        watches.push(data as Watch);
      return { report, watches };
    },
    async reports(agents) {
      const items = await byKey(unique(agents.map(reportKey)));
      return agents.map((agent) => items.get(text(reportKey(agent)))?.data as AgentReport | undefined);
    },
    async watch(watches) {
      const ConditionExpression = 'attribute_not_exists(pk)';
      await Promise.all(
        watches.map((watch) => {
          const Item = { ...watchKey(watch), data: watch };
          return ifConditionHolds(() =>
            documents.send(new PutCommand({ TableName, Item, ConditionExpression })),
          );
        }),
      );
    },
    async watched(watches) {
      const items = await byKey(
        unique(watches.flatMap((watch) => [watchKey(watch), reportKey(watch.agent)])),
      );
      return watches.map((watch) => ({
        watch: items.get(text(watchKey(watch)))?.data as Watch | undefined,
        report: items.get(text(reportKey(watch.agent)))?.data as AgentReport | undefined,
      }));
    },
    noteContent: (watch, content) => note(table, watch, 'content', ':value', content),
    noteApplied: (watch, appliedAt) =>
      note(table, watch, 'appliedAt', 'if_not_exists(#data.#field, :value)', appliedAt),
    async unwatch(watches) {
      await Promise.all(
        watches.map((watch) => documents.send(new DeleteCommand({ TableName, Key: watchKey(watch) }))),
      );
    },
  };
}

/** Sets a field of a watch that is still there. */
async function note(
  { name: TableName, documents }: Table,
  watch: Watch,
  field: keyof Watch,
  expression: string,
  value: unknown,
): Promise<void> {
  await ifConditionHolds(() =>
    documents.send(
      new UpdateCommand({
        TableName,
        Key: watchKey(watch),
        UpdateExpression: `SET #data.#field = ${expression}`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#data': 'data', '#field': field },
        ExpressionAttributeValues: { ':value': value },
      }),
    ),
  );
}

/** `version` counts the writes of a report; whoever read an older one reads again. */
async function foldReport(
  { name: TableName, documents }: Table,
  agent: AgentObject,
  fold: (previous: AgentReport | undefined) => AgentReport | undefined,
): Promise<AgentReport | undefined> {
  const Key = reportKey(agent);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    const previous = Item?.data as AgentReport | undefined;
    const next = fold(previous);
    if (next === undefined) return previous;
    const version = Number(Item?.version ?? 0);
    const written = await ifConditionHolds(() =>
      documents.send(
        new PutCommand({
          TableName,
          Item: { ...Key, data: next, version: version + 1 },
          ConditionExpression: version === 0 ? 'attribute_not_exists(pk)' : '#version = :version',
          ...(version > 0 && {
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': version },
          }),
        }),
      ),
    );
    if (written) return next;
  }
  throw new Error(
    `The report of ${partition(agent)} changed ${MOST_ATTEMPTS} times while it was being folded.`,
  );
}

/** BatchGetItem refuses a key that is named twice. */
const unique = (keys: readonly Key[]): Key[] => [...new Map(keys.map((key) => [text(key), key])).values()];
