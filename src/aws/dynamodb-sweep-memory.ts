import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StoppedAt, SweepMemory } from '../ports/sweep-memory.ts';
import { isNamed } from './sdk-error.ts';
import { queryPrefix, type Table } from './table.ts';

const PARTITION = 'SWEEP';
const WATERMARK = 'WATERMARK#';
const STOPPED = 'STOPPED';

interface Watermark {
  readonly image: string;
  readonly pushedAt: number;
}

/** One small partition; a sweep reads it with one query and writes only what has changed. */
export function createDynamoDbSweepMemory(table: Table): SweepMemory {
  const { name: TableName, documents } = table;
  return {
    async watermarks() {
      const marks = new Map<string, number>();
      for await (const { data } of queryPrefix(table, PARTITION, WATERMARK)) {
        const { image, pushedAt } = data as Watermark;
        marks.set(image, pushedAt);
      }
      return marks;
    },
    async raiseWatermark(image, pushedAt) {
      const data: Watermark = { image, pushedAt };
      try {
        await documents.send(
          new PutCommand({
            TableName,
            Item: { pk: PARTITION, sk: `${WATERMARK}${image}`, data },
            ConditionExpression: 'attribute_not_exists(pk) OR #data.#pushedAt < :pushedAt',
            ExpressionAttributeNames: { '#data': 'data', '#pushedAt': 'pushedAt' },
            ExpressionAttributeValues: { ':pushedAt': pushedAt },
          }),
        );
      } catch (error) {
        if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
      }
    },
    async stoppedAt() {
      const Key = { pk: PARTITION, sk: STOPPED };
      const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return (Item?.data ?? {}) as StoppedAt;
    },
    async putStoppedAt(data) {
      await documents.send(new PutCommand({ TableName, Item: { pk: PARTITION, sk: STOPPED, data } }));
    },
  };
}
