import { describe, expect, it } from 'vitest';
import type { VirtualClock } from '../../../../../local/virtual-clock.ts';
import { handlerThatWaits, inProcess } from './setup.ts';

/** Lets time pass until `work` is done. */
async function eventually(work: Promise<void>, clock: VirtualClock, milliseconds: number): Promise<void> {
  await clock.advance(milliseconds);
  await work;
}

describe('invoking a function asynchronously', () => {
  const failing = () => Promise.reject(new TypeError('no such tag'));

  it('settles at the first success', async () => {
    const { lambda, deadLetters } = inProcess(() => 'ok');
    await lambda.invokeAsync('greet', {}, { deadLetter: 'dead' });
    expect(deadLetters).toEqual([]);
  });

  it('tries again after one minute and after two more', async () => {
    let calls = 0;
    const { lambda, clock } = inProcess(() => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
    });
    const work = lambda.invokeAsync('greet', {});
    await clock.advance(59_999);
    expect(calls).toBe(1);
    await clock.advance(1);
    expect(calls).toBe(2);
    await clock.advance(119_999);
    expect(calls).toBe(2);
    await eventually(work, clock, 1);
    expect(calls).toBe(3);
  });

  it('sends the event, with the reason, to the dead-letter queue after the last retry', async () => {
    const { lambda, clock, deadLetters } = inProcess(failing);
    await eventually(lambda.invokeAsync('greet', { tag: '1.4.0' }, { deadLetter: 'dead' }), clock, 180_000);
    expect(deadLetters).toEqual([
      {
        queue: 'dead',
        body: '{"tag":"1.4.0"}',
        attributes: {
          RequestID: { DataType: 'String', StringValue: 'request-1' },
          ErrorCode: { DataType: 'Number', StringValue: '200' },
          ErrorMessage: { DataType: 'String', StringValue: 'no such tag' },
        },
      },
    ]);
  });

  it('drops the event when there is no dead letter queue', async () => {
    const { lambda, deadLetters } = inProcess(failing, { retryDelays: [] });
    await lambda.invokeAsync('greet', {});
    expect(deadLetters).toEqual([]);
  });

  it('gives up an event that is too old, without an attempt', async () => {
    const { lambda, clock, deadLetters } = inProcess(failing);
    const acceptedAt = clock.now() - 6 * 3600_000 - 1;
    await lambda.invokeAsync('greet', {}, { deadLetter: 'dead', acceptedAt });
    expect(deadLetters).toMatchObject([{ queue: 'dead', body: '{}' }]);
    expect(deadLetters[0]?.attributes).toEqual({
      RequestID: { DataType: 'String', StringValue: 'request-1' },
    });
  });

  it('waits while it is throttled, without counting that as an attempt', async () => {
    const { handler, finish } = handlerThatWaits();
    const { lambda, clock } = inProcess(handler, {
      reservedConcurrency: 1,
      retryDelays: [],
    });
    const first = lambda.invokeAsync('greet', {});
    const second = lambda.invokeAsync('greet', {});
    await clock.advance(0);
    finish('first');
    await first;
    await clock.advance(1_000);
    finish('second');
    await expect(second).resolves.toBeUndefined();
  });

  it('rejects when the dead letter cannot be sent', async () => {
    const { lambda } = inProcess(failing, {
      retryDelays: [],
      sendToQueue: () => Promise.reject(new Error('queue is gone')),
    });
    await expect(lambda.invokeAsync('greet', {}, { deadLetter: 'dead' })).rejects.toThrow('queue is gone');
  });

  it('rejects when the cloud stops during the wait for a retry', async () => {
    const { lambda, clock } = inProcess(failing);
    const work = lambda.invokeAsync('greet', {});
    const rejected = expect(work).rejects.toThrow(/stopped while greet/);
    await clock.advance(1);
    await lambda.close();
    await rejected;
  });
});
