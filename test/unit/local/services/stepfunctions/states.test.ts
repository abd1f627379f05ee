import { describe, expect, it } from 'vitest';
import { Harness, machine, Throws, task } from './harness.ts';

const run = (definition: object, input: unknown = {}, handlers = {}) =>
  new Harness(handlers).run(definition, input);

describe('a Pass state', () => {
  it.each<[string, object, unknown, unknown]>([
    ['passes its input on', {}, { a: 1 }, { a: 1 }],
    ['returns its Result', { Result: { b: 2 } }, { a: 1 }, { b: 2 }],
    ['may return null', { Result: null }, { a: 1 }, null],
    ['puts its Result at ResultPath', { Result: 2, ResultPath: '$.x.y' }, { a: 1 }, { a: 1, x: { y: 2 } }],
    ['discards its Result when ResultPath is null', { Result: 2, ResultPath: null }, { a: 1 }, { a: 1 }],
    ['works on what InputPath selects', { InputPath: '$.a.b[1]' }, { a: { b: [5, 6] } }, 6],
    ['works on an empty object when InputPath is null', { InputPath: null }, { a: 1 }, {}],
    ['returns what OutputPath selects', { OutputPath: "$['a b']" }, { 'a b': 3 }, 3],
    ['returns an empty object when OutputPath is null', { OutputPath: null }, { a: 1 }, {}],
    [
      'puts the result into the raw input, not into what InputPath selected',
      { InputPath: '$.a', ResultPath: '$.copy' },
      { a: 1 },
      { a: 1, copy: 1 },
    ],
    [
      'fills Parameters',
      { Parameters: { fixed: 1, 'moved.$': '$.a', list: [{ 'in.$': '$.a' }], 'name.$': '$$.State.Name' } },
      { a: 'v' },
      { fixed: 1, moved: 'v', list: [{ in: 'v' }], name: 'P' },
    ],
    [
      'calls intrinsic functions',
      { Parameters: { 'text.$': "States.Format('{}/{}', $.a, States.ArrayLength($.l))" } },
      { a: 'v', l: [1, 2] },
      { text: 'v/2' },
    ],
  ])('%s', async (_, state, input, output) => {
    expect(await run(machine({ P: { Type: 'Pass', ...state } }), input)).toEqual({
      status: 'SUCCEEDED',
      output,
    });
  });

  it.each<[string, object, unknown, string, string]>([
    [
      'Parameters refers to nothing',
      { Parameters: { 'x.$': '$.no' } },
      {},
      'States.Runtime',
      "An error occurred while executing the state 'P' (entered at the event id #2). The JSONPath '$.no' " +
        "specified for the field 'x.$' could not be found in the input '{}'",
    ],
    ['InputPath refers to nothing', { InputPath: '$.no' }, {}, 'States.Runtime', "Invalid path '$.no'"],
    ['OutputPath refers to nothing', { OutputPath: '$.no' }, {}, 'States.Runtime', "Invalid path '$.no'"],
    [
      'ResultPath meets a string',
      { Result: 1, ResultPath: '$.a.b' },
      { a: 'text' },
      'States.ResultPathMatchFailure',
      "ResultPath '$.a.b'",
    ],
    [
      'an intrinsic function gets the wrong thing',
      { Parameters: { 'x.$': "States.StringToJson('{')" } },
      {},
      'States.IntrinsicFailure',
      'States.StringToJson got no JSON',
    ],
  ])('fails when %s', async (_, state, input, error, cause) => {
    const result = await run(machine({ P: { Type: 'Pass', ...state } }), input);
    expect(result).toMatchObject({ status: 'FAILED', error });
    expect(result.cause).toContain(cause);
  });
});

describe('the context object', () => {
  it('tells execution, machine and state', async () => {
    const harness = new Harness();
    const result = await harness.run(
      machine({
        Wait: { Type: 'Wait', Seconds: 5 },
        P: { Type: 'Pass', Parameters: { 'all.$': '$$' }, OutputPath: '$.all' },
      }),
      { a: 1 },
    );
    expect(result.output).toEqual({
      Execution: {
        Id: 'arn:aws:states:eu-west-1:111122223333:execution:machine:run',
        Input: { a: 1 },
        Name: 'run',
        RoleArn: 'arn:aws:iam::111122223333:role/states',
        StartTime: '2026-01-01T00:00:00.000Z',
        RedriveCount: 0,
      },
      StateMachine: {
        Id: 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine',
        Name: 'machine',
      },
      State: { Name: 'P', EnteredTime: '2026-01-01T00:00:05.000Z', RetryCount: 0 },
    });
  });
});

describe('a Choice state', () => {
  const choice = {
    C: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.n', NumericGreaterThan: 10, Next: 'Big' },
        { Variable: '$.n', NumericGreaterThan: 5, Next: 'Middle' },
      ],
      Default: 'Small',
    },
    Big: { Type: 'Pass', Result: 'big', Next: 'Done' },
    Middle: { Type: 'Pass', Result: 'middle', Next: 'Done' },
    Small: { Type: 'Pass', Result: 'small', Next: 'Done' },
    Done: { Type: 'Succeed' },
  };

  it.each([
    [20, 'big'],
    [7, 'middle'],
    [1, 'small'],
  ])('goes where the first rule that holds points: %d is %s', async (n, output) => {
    expect(await run(machine(choice), { n })).toEqual({ status: 'SUCCEEDED', output });
  });

  it('fails with States.NoChoiceMatched when no rule holds and there is no Default', async () => {
    const { Default: _, ...without } = choice.C;
    const result = await run(machine({ ...choice, C: without, Small: { Type: 'Succeed' } }), { n: 1 });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('fails with States.Runtime when the variable is missing', async () => {
    const result = await run(machine(choice), {});
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(result.cause).toContain('condition path references an invalid value');
  });
});

describe('a Wait state', () => {
  it.each<[string, object, unknown, string]>([
    ['Seconds', { Seconds: 90 }, {}, '2026-01-01T00:01:30.000Z'],
    ['SecondsPath', { SecondsPath: '$.s' }, { s: 3600 }, '2026-01-01T01:00:00.000Z'],
    ['Timestamp', { Timestamp: '2026-02-01T00:00:00Z' }, {}, '2026-02-01T00:00:00.000Z'],
    [
      'TimestampPath',
      { TimestampPath: '$.t' },
      { t: '2026-01-01T02:00:00+01:00' },
      '2026-01-01T01:00:00.000Z',
    ],
    ['a time that has passed', { Timestamp: '2020-01-01T00:00:00Z' }, {}, '2026-01-01T00:00:00.000Z'],
    ['no seconds', { Seconds: 0 }, {}, '2026-01-01T00:00:00.000Z'],
  ])('waits for %s', async (_, state, input, end) => {
    const harness = new Harness();
    const result = await harness.run(machine({ W: { Type: 'Wait', ...state } }), input);
    expect(result).toEqual({ status: 'SUCCEEDED', output: input });
    expect(new Date(harness.clock.now()).toISOString()).toBe(end);
  });

  it.each<[string, object, unknown]>([
    ['negative seconds', { SecondsPath: '$.s' }, { s: -1 }],
    ['broken seconds', { SecondsPath: '$.s' }, { s: 1.5 }],
    ['a time without zone', { TimestampPath: '$.t' }, { t: '2026-01-01T02:00:00' }],
    ['a date that does not exist', { TimestampPath: '$.t' }, { t: '2026-13-05T21:29:29Z' }],
  ])('fails with States.Runtime on %s', async (_, state, input) => {
    const result = await run(machine({ W: { Type: 'Wait', ...state } }), input);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('Succeed and Fail', () => {
  it('Succeed ends the execution with its input', async () => {
    const definition = machine({ S: { Type: 'Succeed', InputPath: '$.a', OutputPath: '$.b' } });
    expect(await run(definition, { a: { b: 1 } })).toEqual({ status: 'SUCCEEDED', output: 1 });
  });

  it.each<[string, object, object]>([
    ['a fixed text', { Error: 'E', Cause: 'why' }, { error: 'E', cause: 'why' }],
    ['paths', { ErrorPath: '$.e', CausePath: '$.c' }, { error: 'Err', cause: 'because' }],
    [
      'an intrinsic',
      { Error: 'E', CausePath: "States.Format('no {}', $.c)" },
      { error: 'E', cause: 'no because' },
    ],
    ['nothing', {}, {}],
  ])('Fail names error and cause by %s', async (_, state, named) => {
    const result = await run(machine({ F: { Type: 'Fail', ...state } }), { e: 'Err', c: 'because' });
    expect(result).toEqual({ status: 'FAILED', ...named });
  });

  it('Fail needs its paths to lead to strings', async () => {
    const result = await run(machine({ F: { Type: 'Fail', ErrorPath: '$.e' } }), { e: 1 });
    expect(result).toMatchObject({ error: 'States.Runtime' });
  });
});

describe('a Map state', () => {
  const double = machine({
    D: task('double', { ResultSelector: { 'n.$': '$.Payload' }, OutputPath: '$.n' }),
  });
  const handlers = { double: (n: number) => n * 2 };

  it.each(['ItemProcessor', 'Iterator'])('runs its %s for each item and keeps the order', async (field) => {
    const result = await run(
      machine({ M: { Type: 'Map', ItemsPath: '$.l', [field]: double } }),
      { l: [1, 2, 3] },
      handlers,
    );
    expect(result).toEqual({ status: 'SUCCEEDED', output: [2, 4, 6] });
  });

  it('takes its input as the items without ItemsPath, and none of them gives an empty list', async () => {
    const definition = machine({ M: { Type: 'Map', ItemProcessor: double } });
    expect((await run(definition, [4], handlers)).output).toEqual([8]);
    expect((await run(definition, [], handlers)).output).toEqual([]);
  });

  it.each(['ItemSelector', 'Parameters'])('gives each iteration what %s makes of the item', async (field) => {
    const selector = {
      'index.$': '$$.Map.Item.Index',
      'value.$': '$$.Map.Item.Value.v',
      'shared.$': '$.shared',
    };
    const states = machine({
      P: { Type: 'Pass', Parameters: { 'item.$': '$', 'again.$': '$$.Map.Item.Index' } },
    });
    const result = await run(
      machine({ M: { Type: 'Map', ItemsPath: '$.l', [field]: selector, ItemProcessor: states } }),
      { l: [{ v: 'a' }, { v: 'b' }], shared: 's' },
    );
    expect(result.output).toEqual([
      { item: { index: 0, value: 'a', shared: 's' }, again: 0 },
      { item: { index: 1, value: 'b', shared: 's' }, again: 1 },
    ]);
  });

  it('runs no more than MaxConcurrency at a time', async () => {
    const harness = new Harness();
    let running = 0;
    let most = 0;
    harness.handlers.work = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => void harness.clock.after(1_000, resolve));
      running -= 1;
    };
    await harness.run(
      machine({ M: { Type: 'Map', MaxConcurrency: 2, ItemProcessor: machine({ T: task('work') }) } }),
      [1, 2, 3, 4, 5],
    );
    expect(most).toBe(2);
    expect(harness.calls).toHaveLength(5);
  });

  it('fails with the error of the iteration that failed and stops the others', async () => {
    const harness = new Harness({ work: (n: number) => (n === 2 ? new Throws('Bad') : n) });
    const states = machine({ W: { Type: 'Wait', SecondsPath: '$' }, T: task('work') });
    const result = await harness.run(machine({ M: { Type: 'Map', ItemProcessor: states } }), [5, 2, 9]);
    expect(result).toMatchObject({ status: 'FAILED', error: 'Bad' });
    expect(harness.calls.map(({ payload }) => payload)).toEqual([2]);
    expect(harness.clock.pending).toBe(0);
  });

  it('needs a list', async () => {
    const result = await run(machine({ M: { Type: 'Map', ItemProcessor: double } }), { no: 'list' });
    expect(result).toMatchObject({ error: 'States.Runtime' });
    expect(result.cause).toContain("Reference path '$' must point to an array");
  });

  it('can be nested', async () => {
    const inner = { Type: 'Map', ItemProcessor: double };
    const result = await run(
      machine({ M: { Type: 'Map', ItemProcessor: machine({ Inner: inner }) } }),
      [[1], [2, 3]],
      handlers,
    );
    expect(result.output).toEqual([[2], [4, 6]]);
  });

  it('is retried as a whole and caught', async () => {
    let failures = 0;
    const harness = new Harness({
      work: () => {
        failures += 1;
        return failures <= 2 ? new Throws('Flaky') : 'ok';
      },
    });
    const state = {
      Type: 'Map',
      ItemProcessor: machine({ T: task('work', { OutputPath: '$.Payload' }) }),
      Retry: [{ ErrorEquals: ['Flaky'], MaxAttempts: 2 }],
    };
    expect(await harness.run(machine({ M: state }), [1])).toEqual({ status: 'SUCCEEDED', output: ['ok'] });
  });
});

describe('a Parallel state', () => {
  it('gives each branch the same input and returns their outputs in order', async () => {
    const slow = machine({ W: { Type: 'Wait', Seconds: 10 }, P: { Type: 'Pass', Result: 'slow' } });
    const fast = machine({ P: { Type: 'Pass' } });
    const result = await run(
      machine({
        Both: {
          Type: 'Parallel',
          Branches: [slow, fast],
          Parameters: { 'x.$': '$.a' },
          ResultPath: '$.both',
        },
      }),
      { a: 1 },
    );
    expect(result.output).toEqual({ a: 1, both: ['slow', { x: 1 }] });
  });

  it('shapes its result with ResultSelector', async () => {
    const branch = machine({ P: { Type: 'Pass' } });
    const result = await run(
      machine({
        B: { Type: 'Parallel', Branches: [branch, branch], ResultSelector: { 'second.$': '$[1]' } },
      }),
      'in',
    );
    expect(result.output).toEqual({ second: 'in' });
  });

  it('fails with the first error, stops the other branches, and can be caught', async () => {
    const harness = new Harness({ work: () => 'never' });
    const result = await harness.run(
      machine({
        B: {
          Type: 'Parallel',
          Branches: [
            machine({ W: { Type: 'Wait', Seconds: 60 }, T: task('work') }),
            machine({ W: { Type: 'Wait', Seconds: 5 }, F: { Type: 'Fail', Error: 'Stop', Cause: 'now' } }),
          ],
          Catch: [{ ErrorEquals: ['Stop'], ResultPath: '$.error', Next: 'After' }],
        },
        After: { Type: 'Pass' },
      }),
      { a: 1 },
    );
    expect(result.output).toEqual({ a: 1, error: { Error: 'Stop', Cause: 'now' } });
    expect(harness.calls).toEqual([]);
    expect(harness.clock.now()).toBe(Date.parse('2026-01-01T00:00:05Z'));
  });

  it('catches a choice inside a branch that matched nothing', async () => {
    const branch = machine({
      C: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 2, Next: 'S' }] },
      S: { Type: 'Succeed' },
    });
    const result = await run(
      machine({
        B: {
          Type: 'Parallel',
          Branches: [branch],
          Catch: [{ ErrorEquals: ['States.NoChoiceMatched'], Next: 'After' }],
        },
        After: { Type: 'Pass', Result: 'caught' },
      }),
      { a: 1 },
    );
    expect(result.output).toBe('caught');
  });
});
