import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDbChanges } from '../../src/aws/dynamodb-changes.ts';
import { createDynamoDbChatMemory } from '../../src/aws/dynamodb-chat-memory.ts';
import { createDynamoDbConfiguration } from '../../src/aws/dynamodb-configuration.ts';
import { createDynamoDbHealth } from '../../src/aws/dynamodb-health.ts';
import { createDynamoDbLedger } from '../../src/aws/dynamodb-ledger.ts';
import { createDynamoDbSweepMemory } from '../../src/aws/dynamodb-sweep-memory.ts';
import { createDynamoDbWaits } from '../../src/aws/dynamodb-waits.ts';
import { createDynamoDbWakes } from '../../src/aws/dynamodb-wakes.ts';
import { createChatQueue } from '../../src/aws/sqs-chat-queue.ts';
import { createTable, type Table } from '../../src/aws/table.ts';
import { createDeadLetters } from '../../src/aws/world.ts';
import { TABLE } from '../../src/contract.ts';
import { aDraft, NOON } from '../builders/draft.ts';
import { describeChanges } from './changes.contract.ts';
import { describeChatMemory } from './chat.contract.ts';
import { describeHealth } from './health.contract.ts';
import { describeLedger } from './ledger.contract.ts';
import { createEmptyTable, type LocalAws } from './local-aws.ts';
import {
  describeConfiguration,
  describeSweepMemory,
  describeWaits,
  describeWakes,
} from './small-stores.contract.ts';

const now = () => NOON;

/**
 * Every store of `src/aws` on an engine that speaks DynamoDB. `start` must lead SDK clients made from now on to it, and
 * to an SQS for the wakes of the committer.
 */
export function describeDynamoDbStores(name: string, start: () => Promise<LocalAws>): void {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await start();
  });
  afterAll(() => aws.close());

  describeLedger(name, async () => createDynamoDbLedger(await createEmptyTable(), now));
  describeHealth(name, async () => createDynamoDbHealth(await createEmptyTable()));
  describeWaits(name, async () => createDynamoDbWaits(await createEmptyTable(), now));
  describeWakes(name, async () => createDynamoDbWakes(await createEmptyTable()));
  describeConfiguration(name, async () => createDynamoDbConfiguration(await createEmptyTable()));
  describeSweepMemory(name, async () => createDynamoDbSweepMemory(await createEmptyTable()));

  describeChanges(name, async () => {
    const queue = await createQueue('.fifo');
    return {
      changes: createDynamoDbChanges(await createEmptyTable(), queue),
      // One message of a group at a time, as the event source mapping takes them.
      wakes: async () => (await receiveAll(queue)).map(({ Body = '{}' }) => JSON.parse(Body).branchKey),
    };
  });

  describeChatMemory(name, async () => createDynamoDbChatMemory(await createEmptyTable(), now));

  it('work in chat is in order within its group, and the same work is taken once', async () => {
    const queue = await createQueue('.fifo');
    const chatQueue = createChatQueue(queue);
    const work = (promotion: string) => ({ kind: 'promotion', pipeline: 'checkout', promotion }) as const;
    await chatQueue.send(work('p'), { group: 'any/text', id: 'card checkout#1' });
    await chatQueue.send(work('p'), { group: 'any/text', id: 'card checkout#1' });
    await chatQueue.send(work('q'), { group: 'any/text', id: 'card checkout#2' });
    const bodies = (await receiveAll(queue)).map(({ Body = '' }) => JSON.parse(Body));
    expect(bodies).toEqual([work('p'), work('q')]);
  });

  describe('what can be had once, on a connection that loses the first answer', () => {
    const afterLoss = async () => losingFirstAnswer(await createEmptyTable());

    it('is a request that was seen, by whoever noted it', async () => {
      const memory = createDynamoDbChatMemory(await afterLoss(), now);
      expect(await memory.isFirst('v0=a')).toBe(true);
      expect(await memory.isFirst('v0=a')).toBe(false);
    });

    it('is a message to be posted, by whoever claimed it', async () => {
      const memory = createDynamoDbChatMemory(await afterLoss(), now);
      expect(await memory.claim('card', NOON, 60_000)).toBe(true);
      expect(await memory.claim('card', NOON, 60_000)).toBe(false);
    });

    it('is the wake of a cluster, by whoever claimed it', async () => {
      const wakes = createDynamoDbWakes(await afterLoss());
      expect(await wakes.claim('prod-eu-1', 'c0ffee')).toBe(true);
      expect(await wakes.claim('prod-eu-1', 'c0ffee')).toBe(false);
    });

    it('is the next entry of a ledger, by whoever appended it', async () => {
      const draft = aDraft();
      draft.record({ type: 'stage-held', stage: 'dev', reason: 'incident' });
      const ledger = createDynamoDbLedger(await afterLoss(), now);
      expect(await ledger.append(draft.before, draft.state, draft.entries)).toBe('appended');
    });
  });

  it('a wait goes away by itself when no execution can wait on it any more', async () => {
    const table = await createEmptyTable();
    await createDynamoDbWaits(table, now).put({ promotion: 'p', for: 'stage', token: 'token' });
    const Key = { pk: 'WAIT#p', sk: 'WAIT' };
    const { Item } = await table.documents.send(new GetCommand({ TableName: table.name, Key }));
    const days = (Number(Item?.[TABLE.timeToLive]) * 1000 - NOON) / 86_400_000;
    expect(days).toBe(366);
  });

  it('a dead letter is the message as it came, with its reason beside it', async () => {
    const queue = await createQueue('');
    await createDeadLetters(queue).put({ hello: 'world' }, `bad: ${'x'.repeat(2000)}`);
    const [letter] = await receiveAll(queue);
    expect(JSON.parse(letter?.Body ?? '')).toEqual({ hello: 'world' });
    expect(letter?.MessageAttributes?.reason?.StringValue).toMatch(/^bad: x{1019}$/);
  });
}

/** The same table by a client whose first request takes effect, and is sent again since its answer never comes. */
function losingFirstAnswer({ name }: Table): Table {
  const client = new DynamoDBClient({});
  let isLost = false;
  client.middlewareStack.add(
    (next) => async (request) => {
      const answer = await next(request);
      if (isLost) return answer;
      isLost = true;
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
    },
    { step: 'deserialize' },
  );
  return createTable(name, client);
}

let queues = 0;
async function createQueue(suffix: '.fifo' | ''): Promise<string> {
  queues += 1;
  const QueueName = `queue-${queues}${suffix}`;
  const Attributes = suffix === '' ? {} : { FifoQueue: 'true' };
  const { QueueUrl = '' } = await new SQSClient({}).send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl;
}

async function receiveAll(QueueUrl: string) {
  const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
  const { Messages = [] } = await new SQSClient({}).send(new ReceiveMessageCommand(input));
  return Messages;
}
