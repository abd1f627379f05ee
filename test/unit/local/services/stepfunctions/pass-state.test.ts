import { describe, expect, it } from 'vitest';
import { Harness, machine, run } from './harness.ts';

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
