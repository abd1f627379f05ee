import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { createDeadLetterBox, type DeadLetterQueues } from '../../../src/aws/sqs-dead-letters.ts';
import { scripted } from './scripted.ts';

const urls = {
  event: 'https://sqs.test/1/events',
  change: 'https://sqs.test/1/changes.fifo',
  chat: 'https://sqs.test/1/chat.fifo',
};
const message = (id: string, attributes: Record<string, string> = {}) => ({
  MessageId: id,
  ReceiptHandle: `handle ${id}`,
  Body: '{}',
  Attributes: { SentTimestamp: '1763640000000' },
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  ),
});

const holding = (visible: number, lent: number) => ({
  Attributes: {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(lent),
  },
});

function boxOf(queues: DeadLetterQueues, ...answers: object[]) {
  const { settings, requests } = scripted('AmazonSQS', {
    ReceiveMessage: () => answers.shift() ?? {},
    GetQueueAttributes: () => answers.shift() ?? {},
    ChangeMessageVisibility: () => ({}),
    DeleteMessage: () => ({}),
  });
  return { box: createDeadLetterBox(queues, new SQSClient({ ...settings, md5: false })), requests };
}
const box = (...answers: object[]) => boxOf(urls, ...answers);

it('dead letters are lent from every queue, with the reason whoever put them there gave', async () => {
  const { box: letters, requests } = box(
    { Messages: [message('1', { reason: 'no digest' }), message('2', { ERROR_CODE: 'NO_PERMISSIONS' })] },
    {},
    { Messages: [message('3')] },
    {},
    { Messages: [message('4')] },
  );
  expect(await letters.lend(50)).toMatchObject([
    { id: '1', kind: 'event', reason: 'no digest', at: '2025-11-20T12:00:00.000Z' },
    { id: '2', kind: 'event', reason: 'NO_PERMISSIONS' },
    { id: '3', kind: 'change', reason: expect.stringContaining('nobody said why') },
    { id: '4', kind: 'chat' },
  ]);
  expect(requests.map(({ input }) => input.QueueUrl)).toEqual([
    urls.event,
    urls.event,
    urls.change,
    urls.change,
    urls.chat,
    urls.chat,
  ]);
});

it('an installation without Slack has no queue of chat to look into', async () => {
  const { box: letters, requests } = boxOf({ ...urls, chat: '' });
  expect(await letters.lend(50)).toEqual([]);
  expect(requests.map(({ input }) => input.QueueUrl)).toEqual([urls.event, urls.change]);
});

it('those that are lent count, too, and so does every queue that there is', async () => {
  const { box: letters, requests } = box(holding(2, 1), holding(0, 0), holding(0, 4));
  expect(await letters.count()).toBe(7);
  expect(requests.map(({ input }) => input.QueueUrl)).toEqual([urls.event, urls.change, urls.chat]);
  const without = boxOf({ ...urls, chat: '' }, holding(1, 0));
  expect(await without.box.count()).toBe(1);
  expect(without.requests).toHaveLength(2);
});

it('no more are lent than were asked for', async () => {
  const { box: letters, requests } = box({ Messages: [message('1')] }, { Messages: [message('2')] });
  expect(await letters.lend(2)).toHaveLength(2);
  expect(requests.map(({ input }) => input.MaxNumberOfMessages)).toEqual([2, 1]);
});

it('a letter goes back into, or out of, the queue that it came from', async () => {
  const { box: letters, requests } = box({}, { Messages: [message('1')] });
  const [letter] = await letters.lend(1);
  await letters.giveBack(letter!);
  await letters.remove(letter!);
  expect(requests.slice(2).map(({ input }) => input)).toEqual([
    { QueueUrl: urls.change, ReceiptHandle: 'handle 1', VisibilityTimeout: 0 },
    { QueueUrl: urls.change, ReceiptHandle: 'handle 1' },
  ]);
});
