import { describe, expect, it } from 'vitest';
import type { Context } from '../../../../../local/services/lambda/types.ts';
import { handlerThatWaits, inProcess } from './setup.ts';

describe('invoking a function in process', () => {
  it('gives the result as it is after JSON', async () => {
    const { lambda } = inProcess((event) => ({ event, at: new Date(0), none: undefined }));
    expect(await lambda.invoke('greet', { name: 'Ann' })).toEqual({
      payload: { event: { name: 'Ann' }, at: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('turns no result into null', async () => {
    const { lambda } = inProcess(() => undefined);
    expect(await lambda.invoke('greet', {})).toEqual({ payload: null });
  });

  it.each([
    'greet',
    'greet:live',
    '111122223333:function:greet',
    'arn:aws:lambda:eu-west-1:111122223333:function:greet',
    'arn:aws:lambda:eu-west-1:111122223333:function:greet:$LATEST',
  ])('finds the function as %s', async (name) => {
    const { lambda } = inProcess(() => 'found');
    expect(await lambda.invoke(name, {})).toEqual({ payload: 'found' });
  });

  it('hands over a context', async () => {
    const { lambda } = inProcess((_: unknown, context: Context) => ({
      ...context,
      remaining: context.getRemainingTimeInMillis(),
    }));
    expect(await lambda.invoke('greet', {})).toMatchObject({
      payload: {
        awsRequestId: 'request-1',
        functionName: 'greet',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:greet',
        memoryLimitInMB: '512',
        remaining: 3000,
      },
    });
  });

  it('names the function that does not exist', async () => {
    const { lambda } = inProcess(() => 1);
    expect(await lambda.invoke('gone', {})).toMatchObject({
      error: {
        errorType: 'Lambda.ResourceNotFoundException',
        errorMessage: expect.stringContaining(':gone'),
      },
    });
  });

  it('reports a thrown error by its name, message and trace', async () => {
    class StageBusyError extends Error {
      override readonly name = 'StageBusyError';
    }
    const { lambda } = inProcess(async () => {
      throw new StageBusyError('prod is busy');
    });
    const error = { errorType: 'StageBusyError', errorMessage: 'prod is busy' };
    expect(await lambda.invoke('greet', {})).toMatchObject({
      error: { ...error, trace: expect.arrayContaining([expect.stringContaining('prod is busy')]) },
    });
  });

  it('reports a thrown value that is no error', async () => {
    const { lambda } = inProcess(() => Promise.reject('boom'));
    expect(await lambda.invoke('greet', {})).toEqual({
      error: { errorType: 'string', errorMessage: 'boom', trace: [] },
    });
  });

  it('reports a result that is not JSON', async () => {
    const { lambda } = inProcess(() => ({ big: 1n }));
    expect(await lambda.invoke('greet', {})).toMatchObject({
      error: { errorType: 'Runtime.JSONStringifyError' },
    });
  });

  it('reports a result over 6 MB', async () => {
    const { lambda } = inProcess(() => 'x'.repeat(6_291_556));
    expect(await lambda.invoke('greet', {})).toMatchObject({
      error: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  });

  it('refuses an event over 6 MB', async () => {
    const { lambda } = inProcess(() => 1);
    expect(await lambda.invoke('greet', 'x'.repeat(6_291_456))).toMatchObject({
      error: { errorType: 'Lambda.RequestTooLargeException' },
    });
  });

  it('times out in the time of its clock', async () => {
    const { lambda, clock } = inProcess(() => new Promise(() => {}));
    const result = lambda.invoke('greet', {});
    await clock.advance(3000);
    expect(await result).toEqual({
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: 'RequestId: request-1 Error: Task timed out after 3.00 seconds',
      },
    });
  });

  it('throttles what goes beyond the reserved concurrency', async () => {
    const { handler, finish } = handlerThatWaits();
    const { lambda } = inProcess(handler, {
      reservedConcurrency: 1,
    });
    const first = lambda.invoke('greet', {});
    expect(await lambda.invoke('greet', {})).toMatchObject({
      error: { errorType: 'Lambda.TooManyRequestsException' },
    });
    finish('done');
    expect(await first).toEqual({ payload: 'done' });
  });

  it('rejects what is under way when the cloud stops, and what comes after', async () => {
    const { lambda } = inProcess(() => new Promise(() => {}));
    const running = lambda.invoke('greet', {});
    await lambda.close();
    await expect(running).rejects.toThrow(expect.objectContaining({ name: 'LambdaClosedError' }));
    await expect(lambda.invoke('greet', {})).rejects.toThrow(/stopped while greet/);
  });
});
