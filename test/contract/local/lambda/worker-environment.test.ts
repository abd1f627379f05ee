import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../local/clock.ts';
import { createLambda, type Lambda } from '../../../../local/services/lambda/lambda.ts';
import type { LogLine } from '../../../../local/services/lambda/types.ts';

const directory = mkdtempSync(join(tmpdir(), 'towpath-lambda-'));
const lines: LogLine[] = [];
let lambda: Lambda;

const BUNDLE = `
  let calls = 0;
  const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const commands = {
    count: () => ({ calls: ++calls }),
    environment: () => ({ ...process.env }),
    context: (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() }),
    throw: () => { throw new RangeError('too far'); },
    exit: ({ code }) => process.exit(code),
    hang: () => new Promise(() => {}),
    spin: () => { for (;;); },
    reject: () => { Promise.reject(new Error('unheard')); return later(1000); },
    crash: () => { setTimeout(() => { throw new SyntaxError('late'); }); return later(1000); },
    exhaust: () => { const all = []; for (;;) all.push(new Array(100_000).fill(Math.random())); },
    print: () => { console.log('to stdout'); console.error('to stderr'); },
    circular: () => { const self = {}; self.self = self; return self; },
    wait: () => later(30).then(() => ++calls),
  };
  export const handler = async (event, context) => commands[event.command](event, context);
`;

beforeAll(() => {
  const file = join(directory, 'index.mjs');
  writeFileSync(file, BUNDLE);
  writeFileSync(join(directory, 'broken.mjs'), 'throw new TypeError("no table");');
  const settings = { timeoutSeconds: 5, environment: { TOWPATH_TABLE: 'towpath' } };
  lambda = createLambda({
    functions: [
      { id: 'probe', file, ...settings },
      { id: 'brief', file, ...settings, timeoutSeconds: 0.05 },
      { id: 'small', file, ...settings, memoryMb: 32 },
      { id: 'single', file, ...settings },
      { id: 'broken', file: join(directory, 'broken.mjs'), ...settings },
      { id: 'missing', file: join(directory, 'missing.mjs'), ...settings },
      { id: 'nameless', file, handler: 'main', ...settings },
    ],
    account: { accountId: '111122223333', region: 'eu-west-1' },
    clock: systemClock,
    endpoint: () => 'http://127.0.0.1:4566',
    environmentsPerFunction: 1,
    newId: () => 'request-1',
    log: (line) => lines.push(line),
  });
});

afterAll(async () => {
  await lambda.close();
  rmSync(directory, { recursive: true });
});

const probe = (command: string, more: object = {}) => lambda.invoke('probe', { command, ...more });

describe('a function in a worker', () => {
  it('stays warm between calls', async () => {
    expect(await lambda.invoke('single', { command: 'count' })).toEqual({ payload: { calls: 1 } });
    expect(await lambda.invoke('single', { command: 'count' })).toEqual({ payload: { calls: 2 } });
  });

  it('handles one event at a time', async () => {
    const waits = [1, 2, 3].map(() => lambda.invoke('single', { command: 'wait' }));
    const results = await Promise.all(waits);
    expect(results.map((result) => 'payload' in result && result.payload)).toEqual([3, 4, 5]);
  });

  it('sees its own environment, and of this process only where its programs are', async () => {
    process.env.TOWPATH_SECRET_OF_THE_LAPTOP = 'x';
    const { payload } = (await probe('environment')) as { payload: Record<string, string> };
    delete process.env.TOWPATH_SECRET_OF_THE_LAPTOP;
    expect(payload).toMatchObject({
      TOWPATH_TABLE: 'towpath',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'probe',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'local',
    });
    expect(payload).not.toHaveProperty('TOWPATH_SECRET_OF_THE_LAPTOP');
    expect(payload).not.toHaveProperty('HOME');
    expect(payload.PATH).toBe(process.env.PATH);
  });

  it('gets a context with the time that is left', async () => {
    const { payload } = (await probe('context')) as { payload: Record<string, unknown> };
    expect(payload).toMatchObject({
      functionName: 'probe',
      awsRequestId: 'request-1',
      memoryLimitInMB: '512',
    });
    expect(payload.remaining).toBeGreaterThan(4000);
    expect(payload.remaining).toBeLessThanOrEqual(5000);
  });

  it('reports what the handler throws', async () => {
    expect(await probe('throw')).toMatchObject({
      error: { errorType: 'RangeError', errorMessage: 'too far' },
    });
  });

  it('reports a result that is not JSON', async () => {
    expect(await probe('circular')).toMatchObject({ error: { errorType: 'Runtime.JSONStringifyError' } });
  });

  it.each(['hang', 'spin'])('is ended when it times out (%s), and begins anew', async (command) => {
    const timeout = 'RequestId: request-1 Error: Task timed out after 0.05 seconds';
    expect(await lambda.invoke('brief', { command })).toEqual({
      error: { errorType: 'Sandbox.Timedout', errorMessage: timeout },
    });
    expect(await lambda.invoke('brief', { command: 'count' })).toEqual({ payload: { calls: 1 } });
  });

  it('reports an exit of the process', async () => {
    expect(await probe('exit', { code: 3 })).toEqual({
      error: {
        errorType: 'Runtime.ExitError',
        errorMessage: 'RequestId: request-1 Error: Runtime exited with error: exit status 3',
      },
    });
    expect(await probe('count')).toEqual({ payload: { calls: 1 } });
  });

  it('reports a promise that nobody handled', async () => {
    expect(await probe('reject')).toEqual({
      error: { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: unheard' },
    });
  });

  it('reports an error outside the handler', async () => {
    expect(await probe('crash')).toMatchObject({ error: { errorType: 'SyntaxError', errorMessage: 'late' } });
  });

  it('is ended when it needs more than its memory', async () => {
    expect(await lambda.invoke('small', { command: 'exhaust' })).toEqual({
      error: {
        errorType: 'Runtime.ExitError',
        errorMessage: 'RequestId: request-1 Error: Runtime exited with error: signal: killed',
      },
    });
  });

  it('reports a bundle that fails to load', async () => {
    expect(await lambda.invoke('broken', {})).toMatchObject({
      error: { errorType: 'TypeError', errorMessage: 'no table' },
    });
    expect(await lambda.invoke('missing', {})).toMatchObject({
      error: { errorMessage: expect.stringContaining('missing.mjs') },
    });
  });

  it('reports a handler that the bundle does not export', async () => {
    expect(await lambda.invoke('nameless', {})).toMatchObject({
      error: {
        errorType: 'Runtime.HandlerNotFound',
        errorMessage: 'index.main is undefined or not exported',
      },
    });
  });

  it('has its output logged line by line', async () => {
    await probe('print');
    await expect
      .poll(() => lines.map(({ text }) => text))
      .toEqual(expect.arrayContaining(['to stdout', 'to stderr']));
    expect(lines[0]).toMatchObject({ functionName: 'probe', requestId: 'request-1' });
  });
});
