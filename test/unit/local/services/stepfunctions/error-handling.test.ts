import { describe, expect, it } from 'vitest';
import type { Retrier } from '../../../../../local/services/stepfunctions/asl/definition.ts';
import { findCatcher, retryDelay } from '../../../../../local/services/stepfunctions/asl/error-matching.ts';
import { StatesError } from '../../../../../local/services/stepfunctions/asl/states-error.ts';
import { Harness, machine, Throws, task } from './harness.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');

describe('matching an error name', () => {
  const heartbeat = new StatesError('States.Timeout', undefined, 'States.HeartbeatTimeout');
  it.each<[string, StatesError, boolean]>([
    ['Own', new StatesError('Own'), true],
    ['Own', new StatesError('own'), false],
    ['States.ALL', new StatesError('Own'), true],
    ['States.ALL', new StatesError(undefined), true],
    ['States.ALL', new StatesError('States.Timeout'), true],
    ['States.ALL', new StatesError('States.DataLimitExceeded'), false],
    ['States.ALL', new StatesError('States.Runtime'), false],
    ['States.TaskFailed', new StatesError('Own'), true],
    ['States.TaskFailed', new StatesError('States.Timeout'), false],
    ['States.TaskFailed', new StatesError('States.DataLimitExceeded'), false],
    ['States.TaskFailed', heartbeat, false],
    ['States.Timeout', new StatesError('States.Timeout'), true],
    ['States.Timeout', heartbeat, true],
    ['States.HeartbeatTimeout', heartbeat, true],
    ['States.HeartbeatTimeout', new StatesError('States.Timeout'), false],
    ['States.DataLimitExceeded', new StatesError('States.DataLimitExceeded'), true],
    ['States.Runtime', new StatesError('States.Runtime'), false],
  ])('%s sees %s: %s', (name, failure, seen) => {
    const catcher = { ErrorEquals: ['Other', name], Next: 'X' };
    expect(findCatcher([catcher], failure)).toBe(seen ? catcher : undefined);
  });
});

describe('the delay before a retry', () => {
  const delays = (retrier: Omit<Retrier, 'ErrorEquals'>, count: number) =>
    Array.from({ length: count }, (_, index) =>
      retryDelay(
        [{ ErrorEquals: ['E'], ...retrier }],
        Array.from({ length: index + 1 }, () => new StatesError('E')),
        () => 0.5,
      ),
    );

  it.each<[string, Omit<Retrier, 'ErrorEquals'>, (number | undefined)[]]>([
    ['is 1, 2, 4 seconds by default', {}, [1, 2, 4, undefined]],
    ['grows by BackoffRate', { IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 2 }, [3, 4.5, undefined]],
    ['stops growing at MaxDelaySeconds', { IntervalSeconds: 5, MaxDelaySeconds: 8 }, [5, 8, 8, undefined]],
    [
      'is drawn at random with JitterStrategy FULL',
      { JitterStrategy: 'FULL', IntervalSeconds: 4 },
      [2, 4, 8],
    ],
    ['never comes with MaxAttempts 0', { MaxAttempts: 0 }, [undefined]],
  ])('%s', (_, retrier, expected) => {
    expect(delays(retrier, expected.length)).toEqual(expected);
  });

  it('is counted by each retrier for itself, and the first that names the error decides', () => {
    const retriers: Retrier[] = [
      { ErrorEquals: ['A', 'B'], IntervalSeconds: 1, MaxAttempts: 2 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 5 },
    ];
    const failures = ['A', 'B', 'C', 'B'].map((name) => new StatesError(name));
    const upTo = (count: number) => retryDelay(retriers, failures.slice(0, count), () => 0);
    expect([upTo(1), upTo(2), upTo(3), upTo(4)]).toEqual([1, 2, 5, undefined]);
  });
});

describe('Retry', () => {
  it('tries again after its delays, then Catch is asked', async () => {
    const harness = new Harness({ flaky: () => new Throws('Flaky') });
    const tried: number[] = [];
    harness.handlers.flaky = () => {
      tried.push(harness.clock.now() - START);
      return new Throws('Flaky', 'still');
    };
    const result = await harness.run(
      machine({
        T: task('flaky', {
          Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 2, MaxAttempts: 2 }],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'After' }],
        }),
        After: { Type: 'Pass', OutputPath: '$.error.Error' },
      }),
    );
    expect(tried).toEqual([0, 2_000, 6_000]);
    expect(result).toEqual({ status: 'SUCCEEDED', output: 'Flaky' });
  });

  it('tells the function by the context which attempt it is', async () => {
    const harness = new Harness({ flaky: (n: number) => (n < 2 ? new Throws('Flaky') : n) });
    const parameters = { FunctionName: 'flaky', 'Payload.$': '$$.State.RetryCount' };
    const result = await harness.run(
      machine({
        T: task('flaky', {
          Parameters: parameters,
          OutputPath: '$.Payload',
          Retry: [{ ErrorEquals: ['States.TaskFailed'], JitterStrategy: 'FULL' }],
        }),
      }),
    );
    expect(result.output).toBe(2);
  });

  it('starts anew when the state is entered again', async () => {
    let calls = 0;
    const harness = new Harness({
      flaky: () => {
        calls += 1;
        return calls % 2 === 1 ? new Throws('Flaky') : calls;
      },
    });
    const result = await harness.run({
      StartAt: 'T',
      States: {
        T: task('flaky', {
          Next: 'C',
          ResultPath: '$.r',
          Retry: [{ ErrorEquals: ['Flaky'], MaxAttempts: 1 }],
        }),
        C: {
          Type: 'Choice',
          Choices: [{ Variable: '$.r.Payload', NumericLessThan: 6, Next: 'T' }],
          Default: 'S',
        },
        S: { Type: 'Succeed' },
      },
    });
    expect(result.status).toBe('SUCCEEDED');
    expect(calls).toBe(6);
  });
});

describe('Catch', () => {
  const caught = (ResultPath: string | null | undefined) => ({
    ErrorEquals: ['Bad'],
    Next: 'After',
    ...(ResultPath === undefined ? {} : { ResultPath }),
  });
  const error = { Error: 'Bad', Cause: '{"errorType":"Bad","errorMessage":"it went wrong","trace":[]}' };

  it.each<[string, string | null | undefined, unknown]>([
    ['replaces the input', undefined, error],
    ['puts the error at ResultPath', '$.error', { in: 1, error }],
    ['discards the error when ResultPath is null', null, { in: 1 }],
  ])('%s', async (_, resultPath, output) => {
    const harness = new Harness({ bad: () => new Throws('Bad') });
    const definition = machine({
      T: task('bad', { Catch: [caught(resultPath)], OutputPath: '$.not.there' }),
      After: { Type: 'Pass' },
    });
    expect(await harness.run(definition, { in: 1 })).toEqual({ status: 'SUCCEEDED', output });
  });

  it('takes the first entry that names the error', async () => {
    const harness = new Harness({ bad: () => new Throws('Bad') });
    const result = await harness.run(
      machine({
        T: task('bad', {
          Catch: [
            { ErrorEquals: ['Other'], Next: 'Wrong' },
            { ErrorEquals: ['Bad'], Next: 'Right' },
            { ErrorEquals: ['States.ALL'], Next: 'Wrong' },
          ],
        }),
        Wrong: { Type: 'Fail', Error: 'Wrong' },
        Right: { Type: 'Succeed' },
      }),
    );
    expect(result.status).toBe('SUCCEEDED');
  });

  it('never sees States.Runtime, not even by name', async () => {
    const harness = new Harness({ ok: () => 1 });
    const result = await harness.run(
      machine({
        T: task('ok', { OutputPath: '$.no', Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'After' }] }),
        After: { Type: 'Succeed' },
      }),
    );
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('sees States.DataLimitExceeded by its name only', async () => {
    const harness = new Harness({ big: () => 'x'.repeat(262_144) });
    const definition = (name: string) =>
      machine({
        T: task('big', { Catch: [{ ErrorEquals: [name], Next: 'After' }] }),
        After: { Type: 'Pass', OutputPath: '$.Error' },
      });
    const all = await harness.run(definition('States.ALL'));
    expect(all).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    const named = await new Harness(harness.handlers).run(definition('States.DataLimitExceeded'));
    expect(named.output).toBe('States.DataLimitExceeded');
  });

  it('sees a result that ResultPath cannot place', async () => {
    const harness = new Harness({ ok: () => 1 });
    const result = await harness.run(
      machine({
        T: task('ok', {
          ResultPath: '$.a.b',
          Catch: [{ ErrorEquals: ['States.ResultPathMatchFailure'], Next: 'After' }],
        }),
        After: { Type: 'Pass', Result: 'caught' },
      }),
      { a: 'text' },
    );
    expect(result.output).toBe('caught');
  });

  it('that cannot place the error fails the execution', async () => {
    const harness = new Harness({ bad: () => new Throws('Bad') });
    const definition = machine({ T: task('bad', { Catch: [caught('$.error')] }), After: { Type: 'Pass' } });
    expect(await harness.run(definition, 'text')).toMatchObject({ error: 'States.ResultPathMatchFailure' });
  });
});
