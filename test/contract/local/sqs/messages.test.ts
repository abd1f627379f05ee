import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it } from 'vitest';
import { inGroup, type Setup, setUp } from './setup.ts';

let sqs: Setup;
beforeEach(async () => {
  sqs = setUp();
  await sqs.create('jobs', { VisibilityTimeout: '60' });
  await sqs.create('commits.fifo', { VisibilityTimeout: '60' });
});

const bodies = async (...[queue, more]: Parameters<Setup['receive']>) =>
  (await sqs.receive(queue, more)).map(({ Body }) => Body);
const remove = (queue: string, ReceiptHandle: string | undefined) =>
  sqs.client.send(new DeleteMessageCommand({ QueueUrl: sqs.service.queueUrl(queue), ReceiptHandle }));
const setVisibility = (queue: string, ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
  sqs.client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: sqs.service.queueUrl(queue),
      ReceiptHandle,
      VisibilityTimeout,
    }),
  );

describe('a standard queue', () => {
  it('gives a message to one receiver until its visibility timeout ends', async () => {
    await sqs.send('jobs', 'one');
    expect(await bodies('jobs')).toEqual(['one']);
    expect(await bodies('jobs')).toEqual([]);
    expect(await sqs.counts('jobs')).toEqual([0, 1, 0]);
    await sqs.clock.advance(60_000);
    expect(await sqs.counts('jobs')).toEqual([1, 0, 0]);
    const [again] = await sqs.receive('jobs', { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(again?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
  });

  it('shows attributes on demand', async () => {
    const cause = { DataType: 'String', StringValue: 'promotion' };
    const binary = { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) };
    await sqs.send('jobs', 'one', { MessageAttributes: { cause, binary } });
    const [message] = await sqs.receive('jobs', {
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
      VisibilityTimeout: 0,
    });
    expect(message?.MessageAttributes).toEqual({ cause, binary });
    expect(message?.Attributes).toEqual({
      SenderId: '111122223333',
      SentTimestamp: String(sqs.clock.now()),
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: String(sqs.clock.now()),
    });
    expect((await sqs.receive('jobs'))[0]).not.toHaveProperty('MessageAttributes');
  });

  it('names the role that sent it', async () => {
    const input = { QueueUrl: sqs.service.queueUrl('jobs'), MessageBody: 'mine' };
    await sqs.service.operations.SendMessage?.(input, { accessKeyId: 'AROAEXAMPLE1234567' });
    const [message] = await sqs.receive('jobs', { MessageSystemAttributeNames: ['SenderId'] });
    expect(message?.Attributes).toEqual({ SenderId: 'AROAEXAMPLE1234567:local' });
  });

  it('keeps a delayed message back', async () => {
    await sqs.send('jobs', 'later', { DelaySeconds: 5 });
    expect(await sqs.counts('jobs')).toEqual([0, 0, 1]);
    expect(await bodies('jobs')).toEqual([]);
    await sqs.clock.advance(5_000);
    expect(await bodies('jobs')).toEqual(['later']);
  });

  it('forgets a message after the retention period', async () => {
    await sqs.send('jobs', 'old');
    await sqs.clock.advance(4 * 24 * 3_600_000 + 1);
    expect(await bodies('jobs')).toEqual([]);
    expect(await sqs.counts('jobs')).toEqual([0, 0, 0]);
  });

  it('deletes by the latest receipt, again without complaint, and by an older one not at all', async () => {
    await sqs.send('jobs', 'one');
    const [first] = await sqs.receive('jobs', { VisibilityTimeout: 0 });
    const [second] = await sqs.receive('jobs');
    await remove('jobs', first?.ReceiptHandle);
    expect(await sqs.counts('jobs')).toEqual([0, 1, 0]);
    await remove('jobs', second?.ReceiptHandle);
    await remove('jobs', second?.ReceiptHandle);
    expect(await sqs.counts('jobs')).toEqual([0, 0, 0]);
    await expect(remove('jobs', 'nonsense')).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  it('lets a receiver change its visibility timeout, while it has the message', async () => {
    await sqs.send('jobs', 'one');
    const [message] = await sqs.receive('jobs');
    await setVisibility('jobs', message?.ReceiptHandle, 600);
    await sqs.clock.advance(599_000);
    expect(await bodies('jobs')).toEqual([]);
    await setVisibility('jobs', message?.ReceiptHandle, 0);
    await expect(setVisibility('jobs', message?.ReceiptHandle, 10)).rejects.toMatchObject({
      name: 'MessageNotInflight',
    });
    expect(await bodies('jobs')).toEqual(['one']);
  });

  it('answers a waiting receiver as soon as there is a message', async () => {
    const waiting = bodies('jobs', { WaitTimeSeconds: 20 });
    await sqs.clock.advance(10_000);
    await sqs.send('jobs', 'one');
    expect(await waiting).toEqual(['one']);
    const returned = bodies('jobs', { WaitTimeSeconds: 20 });
    const tooShort = bodies('jobs', { WaitTimeSeconds: 1 });
    await sqs.clock.advance(1_000);
    expect(await tooShort).toEqual([]);
    await sqs.clock.advance(19_000);
    expect(await returned).toEqual([]);
    const back = bodies('jobs', { WaitTimeSeconds: 20 });
    await sqs.clock.settle();
    expect(sqs.clock.nextDue).toBe(Date.parse('2026-11-20T12:00:50Z'));
    await sqs.clock.advance(20_000);
    expect(await back).toEqual([]);
  });

  it('does the good entries of a batch and names the bad ones', async () => {
    const QueueUrl = sqs.service.queueUrl('jobs');
    const sent = await sqs.client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'one' },
          { Id: 'b', MessageBody: 'two', DelaySeconds: 5_000 },
        ],
      }),
    );
    expect(sent.Successful).toMatchObject([{ Id: 'a', MessageId: 'id-1' }]);
    expect(sent.Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }]);
    const [message] = await sqs.receive('jobs');
    const deleted = await sqs.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', ReceiptHandle: message?.ReceiptHandle },
          { Id: 'b', ReceiptHandle: 'nonsense' },
        ],
      }),
    );
    expect(deleted.Successful).toEqual([{ Id: 'a' }]);
    expect(deleted.Failed).toMatchObject([{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }]);
  });

  it.each<[string, { Id: string }[], string]>([
    ['no entries', [], 'EmptyBatchRequest'],
    [
      'eleven entries',
      Array.from({ length: 11 }, (_, n) => ({ Id: `${n}` })),
      'TooManyEntriesInBatchRequest',
    ],
    ['two entries of one id', [{ Id: 'a' }, { Id: 'a' }], 'BatchEntryIdsNotDistinct'],
  ])('refuses a batch of %s', async (_what, entries, name) => {
    const Entries = entries.map((entry) => ({ ...entry, MessageBody: 'x' }));
    await expect(
      sqs.client.send(new SendMessageBatchCommand({ QueueUrl: sqs.service.queueUrl('jobs'), Entries })),
    ).rejects.toMatchObject({ name });
  });

  it('refuses a body that is too long, and members that only FIFO queues have', async () => {
    await expect(sqs.send('jobs', 'x'.repeat(1_048_577))).rejects.toThrow(
      'must be shorter than 1048576 bytes',
    );
    await expect(sqs.send('jobs', 'x', { MessageDeduplicationId: 'a' })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });
});

describe('a FIFO queue', () => {
  const send = (body: string, group: string, deduplicationId?: string) =>
    sqs.send('commits.fifo', body, inGroup(group, deduplicationId));

  it('keeps the order of a group and blocks it while one of its messages is in flight', async () => {
    await send('a1', 'a');
    await send('a2', 'a');
    await send('b1', 'b');
    await send('a3', 'a');
    const first = await sqs.receive('commits.fifo', { MaxNumberOfMessages: 2 });
    expect(first.map(({ Body }) => Body)).toEqual(['a1', 'a2']);
    expect(await bodies('commits.fifo')).toEqual(['b1']);
    await remove('commits.fifo', first[0]?.ReceiptHandle);
    expect(await bodies('commits.fifo')).toEqual([]);
    await remove('commits.fifo', first[1]?.ReceiptHandle);
    expect(await bodies('commits.fifo')).toEqual(['a3']);
  });

  it('gives a message again, before those behind it, when its timeout ends', async () => {
    await send('a1', 'a');
    await send('a2', 'a');
    await sqs.receive('commits.fifo', { MaxNumberOfMessages: 1 });
    await sqs.clock.advance(60_000);
    expect(await bodies('commits.fifo')).toEqual(['a1', 'a2']);
  });

  it('sends a message once within five minutes', async () => {
    const first = await send('one', 'a', 'x');
    await sqs.clock.advance(299_999);
    const second = await send('one', 'a', 'x');
    expect(second).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    expect(await bodies('commits.fifo')).toEqual(['one']);
    await sqs.clock.advance(1);
    const third = await send('one', 'a', 'x');
    expect(third.MessageId).not.toBe(first.MessageId);
    expect(BigInt(third.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.SequenceNumber ?? 0));
  });

  it('remembers a message that was deleted', async () => {
    await send('one', 'a', 'x');
    const [message] = await sqs.receive('commits.fifo');
    await remove('commits.fifo', message?.ReceiptHandle);
    await send('one', 'a', 'x');
    expect(await bodies('commits.fifo')).toEqual([]);
  });

  it('can tell messages apart by their content, and by group', async () => {
    await sqs.create('content.fifo', { ContentBasedDeduplication: 'true' });
    await sqs.create('group.fifo', { DeduplicationScope: 'messageGroup' });
    for (const MessageGroupId of ['a', 'b']) {
      await sqs.send('content.fifo', 'same', { MessageGroupId });
      await sqs.send('group.fifo', 'same', { MessageGroupId, MessageDeduplicationId: 'same' });
    }
    expect(await bodies('content.fifo')).toEqual(['same']);
    expect(await bodies('group.fifo')).toEqual(['same', 'same']);
  });

  it('refuses what it cannot order or deduplicate', async () => {
    await expect(sqs.send('commits.fifo', 'x')).rejects.toMatchObject({ name: 'MissingParameter' });
    await expect(sqs.send('commits.fifo', 'x', { MessageGroupId: 'a' })).rejects.toThrow(
      'ContentBasedDeduplication',
    );
    await expect(sqs.send('commits.fifo', 'x', { ...inGroup('a'), DelaySeconds: 1 })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it('refuses to delete by a receipt that has expired', async () => {
    await send('one', 'a');
    const [message] = await sqs.receive('commits.fifo');
    await sqs.clock.advance(60_000);
    await expect(remove('commits.fifo', message?.ReceiptHandle)).rejects.toThrow(
      'receipt handle has expired',
    );
  });
});
