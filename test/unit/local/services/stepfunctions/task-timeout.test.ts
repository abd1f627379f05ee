import { describe, expect, it } from 'vitest';
import { Harness, machine, task } from './harness.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');

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
