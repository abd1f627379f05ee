import { describe, expect, it } from 'vitest';
import { callback, type Described, Harness, machine, Throws } from './harness.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const LIMIT = 262_144;

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
