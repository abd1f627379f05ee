import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatMemory, Posted } from '../ports/chat.ts';
import { ifConditionHolds, type Table, writeId } from './table.ts';

/** Longer than a signed request is taken, with room for the clocks of both sides. */
const REMEMBERED_SECONDS = 3600;

const keyOf = (key: string) => ({ pk: `CHAT#${key}`, sk: 'MESSAGE' });

/** A row for each message, first with who claimed it, then with where it is; and one for each request that was seen. */
export function createDynamoDbChatMemory(table: Table, now: () => number): ChatMemory {
  const { name: TableName, documents } = table;
  return {
    async posted(key) {
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: keyOf(key), ConsistentRead: true }),
      );
      return Item?.data as Posted | undefined;
    },
    claim(key, at, patienceMs) {
      const write = writeId();
      return ifConditionHolds(() =>
        documents.send(
          new PutCommand({
            TableName,
            Item: { ...keyOf(key), claimedAt: at, write },
            ConditionExpression:
              'attribute_not_exists(pk) OR #write = :write OR (attribute_not_exists(#data) AND #claimedAt <= :stale)',
            ExpressionAttributeNames: { '#data': 'data', '#claimedAt': 'claimedAt', '#write': 'write' },
            ExpressionAttributeValues: { ':stale': at - patienceMs, ':write': write },
          }),
        ),
      );
    },
    async put(key, data) {
      await documents.send(new PutCommand({ TableName, Item: { ...keyOf(key), data } }));
    },
    async forget(key) {
      await documents.send(new DeleteCommand({ TableName, Key: keyOf(key) }));
    },
    isFirst(request) {
      const write = writeId();
      const expiresAt = Math.ceil(now() / 1000) + REMEMBERED_SECONDS;
      return ifConditionHolds(() =>
        documents.send(
          new PutCommand({
            TableName,
            Item: { pk: `CHAT-REQUEST#${request}`, sk: 'REQUEST', expiresAt, write },
            ConditionExpression: 'attribute_not_exists(pk) OR #write = :write',
            ExpressionAttributeNames: { '#write': 'write' },
            ExpressionAttributeValues: { ':write': write },
          }),
        ),
      );
    },
  };
}
