import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Change, ChangeQueue, CommitterState } from '../ports/changes.ts';
import { ifConditionHolds, queryPrefix, type Table } from './table.ts';
import { unlessOlder } from './task-token.ts';
import { capture } from './tracer.ts';

const COMMITTER = 'COMMITTER';
const branch = (branchKey: string): string => `BRANCH#${branchKey}`;
const keyOf = ({ branchKey, id }: Change) => ({ pk: branch(branchKey), sk: `CHANGE#${id}` });

/** Changes are rows; the FIFO queue, with the branch as message group, wakes one committer per branch at a time. */
export function createDynamoDbChanges(
  table: Table,
  queueUrl: string,
  client: SQSClient = capture(new SQSClient({})),
): ChangeQueue {
  const wake = async (branchKey: string, why: string): Promise<void> => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify({ branchKey }),
        MessageGroupId: branchKey,
        MessageDeduplicationId: bytesToHex(sha256(utf8ToBytes(why))),
      }),
    );
  };
  return {
    async request(change) {
      await put(table, change);
      // By token, not by change: a retry must wake the committer again although the change is the same.
      await wake(change.branchKey, change.token);
    },
    nudge: wake,
    async look(branchKey) {
      const changes: Change[] = [];
      let committer: CommitterState = {};
      for await (const { sk, data } of queryPrefix(table, branch(branchKey))) {
        if (sk === COMMITTER) committer = data as CommitterState;
        else changes.push(data as Change);
      }
      return { waiting: changes.sort(byUrgency), committer };
    },
    async waiting(branchKey) {
      const changes: Change[] = [];
      for await (const { data } of queryPrefix(table, branch(branchKey), 'CHANGE#'))
        changes.push(data as Change);
      return changes.sort(byUrgency);
    },
    async remove(change) {
      const { name: TableName, documents } = table;
      await ifConditionHolds(() =>
        documents.send(
          new DeleteCommand({
            TableName,
            Key: keyOf(change),
            ConditionExpression: '#data.#token = :token',
            ExpressionAttributeNames: { '#data': 'data', '#token': 'token' },
            ExpressionAttributeValues: { ':token': change.token },
          }),
        ),
      );
    },
    async committer(branchKey) {
      const Key = { pk: branch(branchKey), sk: COMMITTER };
      const { Item } = await table.documents.send(
        new GetCommand({ TableName: table.name, Key, ConsistentRead: true }),
      );
      return (Item?.data ?? {}) as CommitterState;
    },
    async putCommitter(branchKey, data) {
      const Item = { pk: branch(branchKey), sk: COMMITTER, data };
      await table.documents.send(new PutCommand({ TableName: table.name, Item }));
    },
  };
}

/**
 * A change that waits already only gets the new token: when it was asked for decides which reports count. One that is
 * removed between the two writes is put after all.
 */
async function put(table: Table, change: Change): Promise<void> {
  const { name: TableName, documents } = table;
  const Key = keyOf(change);
  const isNew = await ifConditionHolds(() =>
    documents.send(
      new PutCommand({
        TableName,
        Item: { ...Key, data: change },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );
  if (isNew || (await replaceToken(table, change))) return;
  const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  if (Item === undefined) await put(table, change);
}

const BEGUN = ', #data.#enteredAt = :enteredAt, #data.#retry = :retry';

/** False when the change is gone, or has a newer token. */
function replaceToken({ name: TableName, documents }: Table, change: Change): Promise<boolean> {
  const { token, enteredAt } = change;
  const { condition, names, values } = unlessOlder(change);
  return ifConditionHolds(() =>
    documents.send(
      new UpdateCommand({
        TableName,
        Key: keyOf(change),
        UpdateExpression: `SET #data.#token = :token${enteredAt === undefined ? '' : BEGUN}`,
        ConditionExpression: `attribute_exists(pk) AND ${condition}`,
        ExpressionAttributeNames: { ...names, '#token': 'token' },
        ExpressionAttributeValues: { ...values, ':token': token },
      }),
    ),
  );
}

const byUrgency = (a: Change, b: Change): number =>
  urgency(a) - urgency(b) || compare(a.requestedAt, b.requestedAt) || compare(a.id, b.id);

const urgency = ({ urgent }: Change): number => (urgent === true ? 0 : 1);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
