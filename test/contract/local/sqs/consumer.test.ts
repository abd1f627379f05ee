import { readFileSync } from 'node:fs';
import type { SQSEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsumeOptions, Invoke } from '../../../../local/services/sqs/index.ts';
import { inGroup, type Setup, setUp } from './setup.ts';

const example = new URL('../../../fixtures/sqs/lambda-event.json', import.meta.url);

let sqs: Setup;
beforeEach(async () => {
  sqs = setUp();
  await sqs.create('dead.fifo');
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: sqs.service.queueArn('dead.fifo'),
    maxReceiveCount: 2,
  });
  await sqs.create('commits.fifo', { VisibilityTimeout: '60', RedrivePolicy });
});

/** A function whose invocations end when the test says so. */
function setUpFunction(options: Partial<ConsumeOptions> = {}) {
  const calls: { bodies: string[]; end: (outcome: Awaited<ReturnType<Invoke>>) => void }[] = [];
  const invoke: Invoke = (_name, payload) =>
    new Promise((end) => {
      calls.push({ bodies: (payload as SQSEvent).Records.map(({ body }) => body), end });
    });
  const consumer = sqs.service.consumeWithLambda({
    queue: 'commits.fifo',
    functionName: 'commit-changes',
    batchSize: 10,
    invoke,
    ...options,
  });
  const end = async (index: number, outcome: Awaited<ReturnType<Invoke>> = { payload: null }) => {
    calls[index]?.end(outcome);
    await sqs.clock.settle();
  };
  return { calls, consumer, end, bodies: () => calls.map((call) => call.bodies) };
}

const send = async (body: string, group: string) => {
  await sqs.send('commits.fifo', body, inGroup(group));
  await sqs.clock.settle();
};
const error = { error: { errorType: 'Error', errorMessage: 'boom' } };

describe('consumeWithLambda', () => {
  it('invokes with the event that Lambda makes of SQS messages', async () => {
    const invoke = vi.fn<Invoke>(async () => ({ payload: null }));
    setUpFunction({ invoke });
    await sqs.send('commits.fifo', '{"repository":"fleet","branch":"main"}', {
      ...inGroup('fleet#main', 'change-1'),
      MessageAttributes: { cause: { DataType: 'String', StringValue: 'promotion' } },
    });
    await sqs.clock.settle();
    expect(invoke).toHaveBeenCalledExactlyOnceWith(
      'commit-changes',
      JSON.parse(readFileSync(example, 'utf8')),
    );
    expect(await sqs.counts('commits.fifo')).toEqual([0, 0, 0]);
  });

  it('takes what was there before it, and has one invocation per group under way', async () => {
    await send('a1', 'a');
    const { calls, end, bodies } = setUpFunction();
    await send('a2', 'a');
    await send('a3', 'a');
    await send('b1', 'b');
    expect(bodies()).toEqual([['a1'], ['b1']]);
    await end(0);
    expect(bodies().slice(2)).toEqual([['a2', 'a3']]);
    await end(2);
    expect(calls).toHaveLength(3);
    expect(await sqs.counts('commits.fifo')).toEqual([0, 1, 0]);
  });

  it('runs no more invocations at once than allowed', async () => {
    const { bodies, end } = setUpFunction({ maximumConcurrency: 2, batchSize: 1 });
    for (const group of ['a', 'b', 'c']) await send(group, group);
    expect(bodies()).toEqual([['a'], ['b']]);
    await end(1);
    expect(bodies()).toEqual([['a'], ['b'], ['c']]);
  });

  it('brings a failed batch back after the visibility timeout, at last into the dead-letter queue', async () => {
    const { bodies, end } = setUpFunction();
    await send('a1', 'a');
    await end(0, error);
    await send('a2', 'a');
    await sqs.clock.advance(59_999);
    expect(bodies()).toEqual([['a1']]);
    await sqs.clock.advance(1);
    expect(bodies()).toEqual([['a1'], ['a1', 'a2']]);
    await end(1, error);
    await sqs.clock.advance(60_000);
    expect(bodies()).toEqual([['a1'], ['a1', 'a2'], ['a2']]);
    expect(await sqs.counts('dead.fifo')).toEqual([1, 0, 0]);
  });

  it('counts a rejected invocation as a failure', async () => {
    const { consumer } = setUpFunction({ invoke: () => Promise.reject(new Error('no worker')) });
    await send('a1', 'a');
    expect(await sqs.counts('commits.fifo')).toEqual([0, 1, 0]);
    await consumer.close();
  });

  it.each<[string, unknown, number]>([
    ['nothing', undefined, 0],
    ['no failures', { batchItemFailures: [] }, 0],
    ['null', { batchItemFailures: null }, 0],
    ['one failure', { batchItemFailures: [{ itemIdentifier: 'id-2' }] }, 1],
    ['an unknown id', { batchItemFailures: [{ itemIdentifier: 'id-99' }] }, 2],
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }, 2],
    ['a failure without id', { batchItemFailures: [{}] }, 2],
    ['no list', { batchItemFailures: 'all of them' }, 2],
  ])('keeps what a partial response of %s leaves unfinished', async (_what, payload, kept) => {
    await send('a1', 'a');
    await send('a2', 'a');
    const { end } = setUpFunction();
    await end(0, { payload });
    expect(await sqs.counts('commits.fifo')).toEqual([0, kept, 0]);
  });

  it('does not delete what has become visible before the function ended', async () => {
    const { end, bodies } = setUpFunction();
    await send('a1', 'a');
    await sqs.clock.advance(60_000);
    expect(bodies()).toEqual([['a1'], ['a1']]);
    await end(0);
    expect(await sqs.counts('commits.fifo')).toEqual([0, 1, 0]);
    await end(1);
    expect(await sqs.counts('commits.fifo')).toEqual([0, 0, 0]);
  });

  it('rests without a timer while there is nothing to do', async () => {
    const { end } = setUpFunction();
    await send('a1', 'a');
    await end(0);
    expect(sqs.clock.pending).toBe(0);
  });

  it('ends when the invocations under way have ended, and takes no more', async () => {
    const { consumer, end, bodies } = setUpFunction({ batchSize: 1 });
    await send('a1', 'a');
    await send('a2', 'a');
    let closed = false;
    const closing = consumer.close().then(() => {
      closed = true;
    });
    await sqs.clock.settle();
    expect(closed).toBe(false);
    await end(0);
    await closing;
    expect(bodies()).toEqual([['a1']]);
    expect(await sqs.counts('commits.fifo')).toEqual([1, 0, 0]);
    await sqs.service.close();
  });

  it('needs a queue that exists', () => {
    expect(() => setUpFunction({ queue: 'absent' })).toThrow('queue does not exist');
  });
});
