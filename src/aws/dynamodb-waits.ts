import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredWait, Waits } from '../ports/workflow.ts';
import { ifConditionHolds, type Table } from './table.ts';
import { unlessOlder } from './task-token.ts';

/** A year, the longest an execution lives: a token is of no use to anybody afterwards. */
const LIFETIME_SECONDS = 366 * 24 * 60 * 60;

export function createDynamoDbWaits(table: Table, now: () => number): Waits {
  const key = (promotion: string) => ({ pk: `WAIT#${promotion}`, sk: 'WAIT' });
  return {
    async put(data) {
      const expiresAt = Math.ceil(now() / 1000) + LIFETIME_SECONDS;
      const { condition, names, values } = unlessOlder(data);
      await ifConditionHolds(() =>
        table.documents.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...key(data.promotion), data, expiresAt },
            ConditionExpression: condition,
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: values,
          }),
        ),
      );
    },
    async get(promotion) {
      const { Item } = await table.documents.send(
        new GetCommand({ TableName: table.name, Key: key(promotion), ConsistentRead: true }),
      );
      return Item?.data as StoredWait | undefined;
    },
  };
}
