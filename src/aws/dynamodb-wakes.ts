import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { WakeMemory, WakeOutcome } from '../ports/wake.ts';
import { batchGet, ifConditionHolds, type Key, type Table, writeId } from './table.ts';

const keyOf = (cluster: string): Key => ({ pk: `WAKE#${cluster}`, sk: 'LAST' });

/** One row per cluster. Whoever claims a commit writes it; its outcome takes the place of the claim. */
export function createDynamoDbWakes(table: Table): WakeMemory {
  const { name: TableName, documents } = table;
  return {
    claim(cluster, commit) {
      const write = writeId();
      return ifConditionHolds(() =>
        documents.send(
          new PutCommand({
            TableName,
            Item: { ...keyOf(cluster), commit, write },
            ConditionExpression: 'attribute_not_exists(pk) OR #commit <> :commit OR #write = :write',
            ExpressionAttributeNames: { '#commit': 'commit', '#write': 'write' },
            ExpressionAttributeValues: { ':commit': commit, ':write': write },
          }),
        ),
      );
    },
    async note(cluster, outcome) {
      const Item = { ...keyOf(cluster), commit: outcome.commit, data: outcome };
      await documents.send(new PutCommand({ TableName, Item }));
    },
    async last(clusters) {
      const items = await batchGet(table, [...new Set(clusters)].map(keyOf));
      const byKey = new Map(items.map((item) => [item.pk, item.data as WakeOutcome | undefined]));
      return clusters.map((cluster) => byKey.get(keyOf(cluster).pk));
    },
  };
}
