import { describe, expect, it } from 'vitest';
import { callback, type Described, Harness, machine, Throws, task } from './harness.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const LIMIT = 262_144;

describe('a Lambda task', () => {
  it('wraps the answer as the service integration does', async () => {
    const harness = new Harness({ greet: ({ name }) => `hello ${name}` });
    expect((await harness.run(machine({ T: task('greet') }), { name: 'you' })).output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: 'hello you',
      StatusCode: 200,
    });
    expect(harness.calls).toEqual([{ name: 'greet', payload: { name: 'you' } }]);
  });

  it('shapes the answer with ResultSelector, ResultPath and OutputPath', async () => {
    const harness = new Harness({ add: ({ n }) => ({ sum: n + 1 }) });
    const shape = {
      InputPath: '$.in',
      ResultSelector: { 'value.$': '$.Payload.sum' },
      ResultPath: '$.out',
      OutputPath: '$.out',
    };
    expect((await harness.run(machine({ T: task('add', shape) }), { in: { n: 1 } })).output).toEqual({
      value: 2,
    });
  });

  it('turns an answer of nothing into null', async () => {
    const harness = new Harness({ quiet: () => undefined });
    const result = await harness.run(machine({ T: task('quiet', { OutputPath: '$.Payload' }) }));
    expect(result.output).toBeNull();
  });

  it.each([
    'release',
    'arn:aws:lambda:eu-west-1:111122223333:function:release',
    'arn:aws:lambda:eu-west-1:111122223333:function:release:live',
    '111122223333:function:release',
  ])('finds the function by %s', async (name) => {
    const harness = new Harness({ release: () => 1 });
    expect((await harness.run(machine({ T: task(name) }))).status).toBe('SUCCEEDED');
    expect(harness.calls[0]?.name).toBe('release');
  });

  it('fails with the error object of the function: its type as the name, all of it as the cause', async () => {
    const harness = new Harness({ broken: () => new Throws('StageBusyError', 'prod is busy') });
    expect(await harness.run(machine({ T: task('broken') }))).toEqual({
      status: 'FAILED',
      error: 'StageBusyError',
      cause: '{"errorType":"StageBusyError","errorMessage":"prod is busy","trace":[]}',
    });
  });

  it.each([
    ['Lambda.ServiceException', Object.assign(new Error('no workers'), {})],
    ['Lambda.Unknown', Object.assign(new Error('no workers'), { name: 'Lambda.Unknown' })],
  ])('reports a rejected call as %s', async (error, reason) => {
    const harness = new Harness({
      lost: () => {
        throw reason;
      },
    });
    expect(await harness.run(machine({ T: task('lost') }))).toEqual({
      status: 'FAILED',
      error,
      cause: 'no workers',
    });
  });

  it('needs a FunctionName', async () => {
    const state = { ...task('x'), Parameters: { Payload: {} } };
    const result = await new Harness().run(machine({ T: state }));
    expect(result).toMatchObject({ error: 'States.Runtime' });
    expect(result.cause).toContain("'FunctionName' is required");
  });

  it('does not hand its own objects to the function or take the function’s', async () => {
    const kept: object[] = [];
    const harness = new Harness({
      keep: () => {
        const answer = { when: new Date(START) };
        kept.push(answer);
        return answer;
      },
    });
    const result = await harness.run(machine({ T: task('keep', { OutputPath: '$.Payload' }) }));
    expect(result.output).toEqual({ when: '2026-01-01T00:00:00.000Z' });
  });
});

describe('the limit of 262,144 bytes', () => {
  const tooLong = 'x'.repeat(LIMIT);

  it.each<[string, object, unknown]>([
    ['the answer of a function', task('work'), 'small'],
    ['a state’s output', { Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' } }, 'x'.repeat(LIMIT / 2)],
    ['a task’s parameters', task('echo', { Parameters: { 'a.$': '$', 'b.$': '$' } }), 'x'.repeat(LIMIT / 2)],
  ])('fails %s with States.DataLimitExceeded', async (_, state, input) => {
    const harness = new Harness({ work: () => tooLong });
    const result = await harness.run(machine({ T: state }), input);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(result.cause).toContain("'T' returned a result with a size exceeding");
  });

  it('is counted in UTF-8', async () => {
    const input = 'é'.repeat(100_000);
    const state = { Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' } };
    expect((await new Harness().run(machine({ P: state }), input)).error).toBe('States.DataLimitExceeded');
  });
});

describe('TimeoutSeconds', () => {
  const never = () => new Promise(() => {});

  it.each<[string, object]>([
    ['TimeoutSeconds', { TimeoutSeconds: 30 }],
    ['TimeoutSecondsPath', { TimeoutSecondsPath: '$.limit' }],
    ['HeartbeatSeconds of an ordinary task', { HeartbeatSeconds: 30 }],
    ['HeartbeatSecondsPath', { HeartbeatSecondsPath: '$.limit' }],
  ])('%s ends a task with States.Timeout', async (_, limits) => {
    const harness = new Harness({ never });
    const result = await harness.run(machine({ T: task('never', limits) }), { limit: 30 });
    expect(result).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(harness.clock.now()).toBe(START + 30_000);
  });

  it('ignores an answer that comes after it', async () => {
    const harness = new Harness();
    let answer: (value: unknown) => void = () => {};
    harness.handlers.slow = () => new Promise((resolve) => (answer = resolve));
    const definition = machine({
      T: task('slow', { TimeoutSeconds: 5, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'W' }] }),
      W: { Type: 'Wait', Seconds: 10 },
    });
    const arn = await harness.start(definition);
    await harness.clock.advance(6_000);
    answer('too late');
    await harness.clock.advance(10_000);
    expect(await harness.describe(arn)).toEqual({
      status: 'SUCCEEDED',
      output: { Error: 'States.Timeout', Cause: null },
    });
  });

  it('does not fire once the task has ended', async () => {
    const harness = new Harness({ quick: () => 1 });
    await harness.run(machine({ T: task('quick', { TimeoutSeconds: 5, HeartbeatSeconds: 2 }) }));
    expect(harness.clock.pending).toBe(0);
  });

  it('must be a positive whole number where it comes from a path', async () => {
    const result = await new Harness().run(machine({ T: task('x', { TimeoutSecondsPath: '$.t' }) }), {
      t: 0,
    });
    expect(result).toMatchObject({ error: 'States.Runtime' });
  });

  it('of the machine ends the execution as TIMED_OUT', async () => {
    const harness = new Harness({ never });
    const arn = await harness.start(machine({ T: task('never') }, { TimeoutSeconds: 60 }));
    await harness.clock.advance(59_999);
    expect((await harness.describe(arn)).status).toBe('RUNNING');
    await harness.clock.advance(1);
    expect(await harness.describe(arn)).toEqual({ status: 'TIMED_OUT' });
    expect(await harness.eventTypes(arn)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'ExecutionTimedOut',
    ]);
  });
});

/** A callback task whose function only keeps the token. */
class Waiting {
  readonly harness = new Harness({ wait: ({ token }) => void this.tokens.push(token) });
  readonly tokens: string[] = [];
  arn = '';

  async begin(more: object = {}, after: Record<string, object> = {}): Promise<this> {
    this.arn = await this.harness.start(machine({ T: callback('wait', more), ...after }), { n: 1 });
    return this;
  }

  async send(operation: string, more: object = {}): Promise<void> {
    await this.harness.call(operation, { taskToken: this.tokens.at(-1), ...more });
    await this.harness.clock.settle();
  }

  outcome(): Promise<Described> {
    return this.harness.describe(this.arn);
  }
}

describe('a task that waits for its token', () => {
  it('goes on with the output of SendTaskSuccess', async () => {
    const waiting = await new Waiting().begin({ ResultPath: '$.answer' });
    expect((await waiting.outcome()).status).toBe('RUNNING');
    await waiting.send('SendTaskSuccess', { output: '{"ok":true}' });
    expect(await waiting.outcome()).toEqual({ status: 'SUCCEEDED', output: { n: 1, answer: { ok: true } } });
  });

  it('fails with error and cause of SendTaskFailure', async () => {
    const waiting = await new Waiting().begin();
    await waiting.send('SendTaskFailure', { error: 'Refused', cause: 'mary said no' });
    expect(await waiting.outcome()).toEqual({ status: 'FAILED', error: 'Refused', cause: 'mary said no' });
  });

  it('fails without error and cause if SendTaskFailure names none, which States.ALL catches', async () => {
    const waiting = await new Waiting().begin(
      { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }] },
      { After: { Type: 'Pass' } },
    );
    await waiting.send('SendTaskFailure');
    expect((await waiting.outcome()).output).toEqual({ Error: null, Cause: null });
  });

  it('takes an answer that comes while the function still runs', async () => {
    const harness = new Harness();
    harness.handlers.eager = async ({ token }) => {
      await harness.call('SendTaskSuccess', { taskToken: token, output: '1' });
      await new Promise(() => {});
    };
    expect(await harness.run(machine({ T: callback('eager') }))).toEqual({ status: 'SUCCEEDED', output: 1 });
  });

  it('fails when its function fails, and the token is closed', async () => {
    const waiting = new Waiting();
    waiting.harness.handlers.wait = ({ token }) => {
      waiting.tokens.push(token);
      return new Throws('Broken');
    };
    await waiting.begin();
    expect((await waiting.outcome()).error).toBe('Broken');
    await expect(waiting.send('SendTaskSuccess', { output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
  });

  it('has a new token for every attempt', async () => {
    const waiting = await new Waiting().begin({
      Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 1, MaxAttempts: 1 }],
    });
    await waiting.send('SendTaskFailure', { error: 'Again' });
    await waiting.harness.clock.advance(1_000);
    expect(new Set(waiting.tokens).size).toBe(2);
    await waiting.send('SendTaskSuccess', { output: '"second"' });
    expect((await waiting.outcome()).output).toBe('second');
  });

  it('times out, and then its token is answered with TaskTimedOut', async () => {
    const waiting = await new Waiting().begin({ TimeoutSeconds: 60 });
    await waiting.harness.clock.advance(60_000);
    expect(await waiting.outcome()).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    await expect(waiting.send('SendTaskSuccess', { output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
  });

  it('is kept alive by heartbeats, which leave no event and do not touch the timeout', async () => {
    const waiting = await new Waiting().begin({ TimeoutSeconds: 60, HeartbeatSeconds: 20 });
    const before = (await waiting.harness.eventTypes(waiting.arn)).length;
    for (let beat = 0; beat < 3; beat += 1) {
      await waiting.harness.clock.advance(15_000);
      await waiting.send('SendTaskHeartbeat');
    }
    expect((await waiting.outcome()).status).toBe('RUNNING');
    expect(await waiting.harness.eventTypes(waiting.arn)).toHaveLength(before);
    await waiting.harness.clock.advance(15_000);
    expect((await waiting.outcome()).error).toBe('States.Timeout');
    expect(waiting.harness.clock.now()).toBe(START + 60_000);
  });

  it('without a heartbeat in time is caught as States.HeartbeatTimeout, though reported as States.Timeout', async () => {
    const waiting = await new Waiting().begin(
      {
        TimeoutSeconds: 60,
        HeartbeatSeconds: 20,
        Catch: [
          { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
          { ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Silent' },
        ],
      },
      { Wrong: { Type: 'Fail', Error: 'Wrong' }, Silent: { Type: 'Pass' } },
    );
    await waiting.harness.clock.advance(20_000);
    expect(await waiting.outcome()).toEqual({
      status: 'SUCCEEDED',
      output: { Error: 'States.Timeout', Cause: null },
    });
  });

  it.each<[string, (waiting: Waiting) => Promise<unknown>]>([
    ['was answered', (waiting) => waiting.send('SendTaskSuccess', { output: '1' })],
    [
      'belongs to a stopped execution',
      (waiting) => waiting.harness.call('StopExecution', { executionArn: waiting.arn }),
    ],
  ])('refuses a second answer to a token that %s', async (_, close) => {
    const waiting = await new Waiting().begin({}, { W: { Type: 'Wait', Seconds: 5 } });
    await close(waiting);
    for (const operation of ['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat']) {
      await expect(waiting.send(operation, { output: '1' })).rejects.toMatchObject({ code: 'TaskTimedOut' });
    }
  });

  it('in a branch that was given up has a closed token', async () => {
    const waiting = new Waiting();
    waiting.arn = await waiting.harness.start(
      machine({
        B: {
          Type: 'Parallel',
          Branches: [
            machine({ T: callback('wait') }),
            machine({ W: { Type: 'Wait', Seconds: 1 }, F: { Type: 'Fail', Error: 'Stop' } }),
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
        },
        After: { Type: 'Wait', Seconds: 10 },
      }),
    );
    await waiting.harness.clock.advance(1_000);
    expect((await waiting.outcome()).status).toBe('RUNNING');
    await expect(waiting.send('SendTaskSuccess', { output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
  });

  it.each([
    ['a stranger’s text', 'hello', 'InvalidToken'],
    ['a token nobody issued', 'AAAAKgAAAAIAAAAAbm9ib2R5', 'TaskDoesNotExist'],
    ['an empty one', '', 'ValidationException'],
    ['one that is too long', 'x'.repeat(2049), 'ValidationException'],
  ])('refuses %s with %s', async (_, taskToken, code) => {
    const { harness } = new Waiting();
    await expect(harness.call('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject({ code });
    await expect(harness.call('SendTaskHeartbeat', { taskToken })).rejects.toMatchObject({ code });
  });

  it.each([
    ['InvalidOutput', 'not json'],
    ['ValidationException', `"${'x'.repeat(LIMIT)}"`],
    ['ValidationException', undefined],
  ])('refuses a broken output with %s and waits on', async (code, output) => {
    const waiting = await new Waiting().begin();
    await expect(waiting.send('SendTaskSuccess', { output })).rejects.toMatchObject({ code });
    await waiting.send('SendTaskSuccess', { output: 'null' });
    expect((await waiting.outcome()).output).toBeNull();
  });
});
