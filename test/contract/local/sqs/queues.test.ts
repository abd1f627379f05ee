import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inGroup, type Setup, setUp } from './setup.ts';

let sqs: Setup;
beforeEach(() => {
  sqs = setUp();
});

const redrive = (queue: string, maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: sqs.service.queueArn(queue), maxReceiveCount }),
});

describe('queues', () => {
  it('are made once and found by name', async () => {
    const { QueueUrl } = await sqs.create('jobs', { VisibilityTimeout: '60' });
    expect(QueueUrl).toBe('http://127.0.0.1:4566/111122223333/jobs');
    expect(await sqs.create('jobs', { VisibilityTimeout: '60' })).toMatchObject({ QueueUrl });
    expect(await sqs.client.send(new GetQueueUrlCommand({ QueueName: 'jobs' }))).toMatchObject({ QueueUrl });
    await expect(sqs.create('jobs', { VisibilityTimeout: '30' })).rejects.toMatchObject({
      name: 'QueueNameExists',
      message: expect.stringContaining('VisibilityTimeout'),
    });
  });

  it('that do not exist are named as such', async () => {
    await expect(sqs.client.send(new GetQueueUrlCommand({ QueueName: 'absent' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await expect(
      sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.service.queueUrl('absent'), MessageBody: 'x' })),
    ).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('tell their attributes and take new ones', async () => {
    await sqs.create('jobs', { VisibilityTimeout: '60' });
    const QueueUrl = sqs.service.queueUrl('jobs');
    await sqs.client.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { ReceiveMessageWaitTimeSeconds: '5' } }),
    );
    const AttributeNames = ['QueueArn', 'VisibilityTimeout', 'ReceiveMessageWaitTimeSeconds', 'DelaySeconds'];
    const { Attributes } = await sqs.client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: AttributeNames as never[] }),
    );
    expect(Attributes).toEqual({
      QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:jobs',
      VisibilityTimeout: '60',
      ReceiveMessageWaitTimeSeconds: '5',
      DelaySeconds: '0',
    });
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['an unknown attribute', 'jobs', { Colour: 'red' }, 'InvalidAttributeName'],
    ['a visibility timeout of a day', 'jobs', { VisibilityTimeout: '86400' }, 'InvalidAttributeValue'],
    ['a FIFO queue without .fifo', 'jobs', { FifoQueue: 'true' }, 'InvalidParameterValue'],
    ['.fifo without FifoQueue', 'jobs.fifo', { FifoQueue: 'false' }, 'InvalidParameterValue'],
    ['a name with a slash', 'a/b', {}, 'InvalidParameterValue'],
    ['a redrive policy that is no JSON', 'jobs', { RedrivePolicy: 'x' }, 'InvalidParameterValue'],
    [
      'a redrive policy without count',
      'jobs',
      { RedrivePolicy: '{"deadLetterTargetArn":"dlq"}' },
      'InvalidParameterValue',
    ],
    [
      'a dead-letter queue that does not exist',
      'jobs',
      {
        RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:111122223333:no","maxReceiveCount":1}',
      },
      'InvalidParameterValue',
    ],
  ])('are refused with %s', async (_what, queue, attributes, name) => {
    await expect(sqs.create(queue, attributes)).rejects.toMatchObject({ name });
  });

  it('need a dead-letter queue of their own kind', async () => {
    await sqs.create('dead');
    await expect(sqs.create('jobs.fifo', redrive('dead', 1))).rejects.toThrow('same type');
  });

  it('are emptied at once by a purge', async () => {
    await sqs.create('jobs');
    await sqs.send('jobs', 'one');
    await sqs.receive('jobs');
    await sqs.send('jobs', 'two');
    await sqs.client.send(new PurgeQueueCommand({ QueueUrl: sqs.service.queueUrl('jobs') }));
    expect(await sqs.counts('jobs')).toEqual([0, 0, 0]);
  });
});

describe('a dead-letter queue', () => {
  beforeEach(async () => {
    await sqs.create('dead.fifo');
    await sqs.create('jobs.fifo', { VisibilityTimeout: '10', ...redrive('dead.fifo', 2) });
    await sqs.send('jobs.fifo', 'poison', inGroup('a'));
    await sqs.send('jobs.fifo', 'behind it', inGroup('a'));
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await sqs.receive('jobs.fifo', { MaxNumberOfMessages: 1 });
      await sqs.clock.advance(10_000);
    }
  });

  it('gets what was received too often, and sets its group free', async () => {
    expect(await sqs.receive('jobs.fifo')).toMatchObject([{ Body: 'behind it' }]);
    const [dead] = await sqs.receive('dead.fifo', { MessageSystemAttributeNames: ['All'] });
    expect(dead).toMatchObject({
      Body: 'poison',
      MessageId: 'id-1',
      Attributes: {
        MessageGroupId: 'a',
        ApproximateReceiveCount: '1',
        DeadLetterQueueSourceArn: sqs.service.queueArn('jobs.fifo'),
      },
    });
  });

  it('gives its messages back on demand', async () => {
    await sqs.receive('jobs.fifo');
    const move = (more: object = {}) =>
      sqs.client.send(
        new StartMessageMoveTaskCommand({ SourceArn: sqs.service.queueArn('dead.fifo'), ...more }),
      );
    expect((await move()).TaskHandle).toBeTruthy();
    expect(await sqs.counts('dead.fifo')).toEqual([0, 0, 0]);
    expect(await sqs.counts('jobs.fifo')).toEqual([1, 1, 0]);
    await expect(move({ SourceArn: sqs.service.queueArn('jobs.fifo') })).rejects.toThrow('Dead Letter Queue');
    await expect(move({ SourceArn: sqs.service.queueArn('absent') })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('a service with a directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'towpath-sqs-'));
    sqs = setUp({ directory });
    await sqs.create('dead.fifo');
    await sqs.create('jobs.fifo', { VisibilityTimeout: '60', ...redrive('dead.fifo', 1) });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** What a crash leaves: the first service is never closed, and its last line may be torn. */
  async function crashAndReopen(): Promise<Setup> {
    appendFileSync(join(directory, 'queues.jsonl'), '{"type":"sent","queue":"jo');
    return setUp({ directory, newId: () => 'id-after' });
  }

  it('keeps queues, order, sequence and what was sent within five minutes', async () => {
    const first = await sqs.send('jobs.fifo', 'one', inGroup('a', 'x'));
    await sqs.send('jobs.fifo', 'two', inGroup('a'));
    const again = await crashAndReopen();
    expect(await again.send('jobs.fifo', 'one', inGroup('a', 'x'))).toMatchObject({
      MessageId: first.MessageId,
    });
    const { SequenceNumber } = await again.send('jobs.fifo', 'three', inGroup('a'));
    expect(SequenceNumber).toBe('10000000000000000003');
    expect((await again.receive('jobs.fifo')).map(({ Body }) => Body)).toEqual(['one', 'two', 'three']);
  });

  it('gives back what was in flight, and counts that it was received', async () => {
    await sqs.send('jobs.fifo', 'killed the process', inGroup('a'));
    await sqs.receive('jobs.fifo');
    const again = await crashAndReopen();
    expect(await again.receive('jobs.fifo')).toEqual([]);
    expect(await again.receive('dead.fifo')).toMatchObject([{ Body: 'killed the process' }]);
    const third = await crashAndReopen();
    expect(await third.counts('dead.fifo')).toEqual([1, 0, 0]);
  });
});
