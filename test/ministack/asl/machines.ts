/** A small state machine for one feature that `state-machines/promotion.asl.json` uses. */
export interface Machine {
  readonly name: string;
  readonly states: Readonly<Record<string, object>>;
  readonly input?: unknown;
  /** Why MiniStack's outcome is another; docs/fidelity.md says what AWS documents. Without it they must be the same. */
  readonly differs?: string;
}

const PROBE = '${probe}';
const invoke = (payload: object, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: PROBE, Payload: payload },
  End: true,
  ...more,
});
/** `answer` is what whoever gets the token answers with; see ask.ts. */
const callback = (answer: unknown, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: {
    FunctionName: PROBE,
    Payload: { act: 'tell', 'url.$': '$.url', 'token.$': '$$.Task.Token', value: answer },
  },
  End: true,
  ...more,
});
const pass = (Result: unknown) => ({ Type: 'Pass', Result, End: true });
const catching = (ErrorEquals: string[], ResultPath: string | null = '$.error') => ({
  Catch: [{ ErrorEquals, ResultPath, Next: 'Caught' }],
});
const caught = { Caught: { Type: 'Pass', End: true } };
const failing = { act: 'throw', value: 'no' };

const choose = (rule: object) => ({
  Choose: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
  Yes: pass('yes'),
  No: pass('no'),
});

export const MACHINES: readonly Machine[] = [
  {
    name: 'Parameters with constants and paths',
    states: { A: invoke({ 'value.$': '$.deep.list[1]' }, { OutputPath: '$.Payload' }) },
    input: { deep: { list: [1, { two: 2 }] } },
  },
  {
    name: 'Parameters with the context object',
    states: { A: invoke({ 'value.$': '$$.State.Name' }, { OutputPath: '$.Payload' }) },
  },
  {
    name: 'ResultSelector and ResultPath',
    states: {
      A: invoke(
        { value: { verdict: 'open', more: 1 } },
        { ResultSelector: { 'verdict.$': '$.Payload.verdict' }, ResultPath: '$.outcome' },
      ),
    },
    input: { kept: true, outcome: 'old' },
  },
  {
    name: 'ResultPath null',
    states: { A: invoke({ value: 1 }, { ResultPath: null }) },
    input: { kept: [1, 2] },
  },
  {
    name: 'Choice: StringEquals that matches',
    states: choose({ Variable: '$.outcome.verdict', StringEquals: 'open' }),
    input: { outcome: { verdict: 'open' } },
  },
  {
    name: 'Choice: StringEquals that does not',
    states: choose({ Variable: '$.outcome.verdict', StringEquals: 'open' }),
    input: { outcome: { verdict: 'closed' } },
  },
  {
    name: 'Choice: StringEquals on a number',
    states: choose({ Variable: '$.verdict', StringEquals: '1' }),
    input: { verdict: 1 },
  },
  {
    name: 'Choice: a variable that is not there',
    states: choose({ Variable: '$.absent', StringEquals: '1' }),
    input: {},
    differs: 'takes the default instead of failing with States.Runtime',
  },
  {
    name: 'Catch States.ALL keeps the input beside the error',
    states: {
      A: invoke(failing, catching(['States.ALL'], '$.error')),
      Caught: { Type: 'Pass', Parameters: { 'kept.$': '$.kept' }, End: true },
    },
    input: { kept: 1 },
  },
  {
    name: 'Catch States.TaskFailed',
    states: { A: invoke(failing, catching(['States.TaskFailed'], null)), ...caught },
    input: { kept: 1 },
  },
  {
    name: 'Catch by the name of a Node error',
    states: { A: invoke(failing, catching(['ProbeError'], null)), ...caught },
    input: { kept: 1 },
    differs: 'every Node error is called Runtime.HandlerError',
  },
  {
    name: 'Catch takes the first that matches',
    states: {
      A: invoke(failing, {
        Catch: [
          { ErrorEquals: ['States.Timeout'], Next: 'Timeout' },
          { ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Caught' },
        ],
      }),
      Timeout: pass('timeout'),
      ...caught,
    },
    input: { kept: 1 },
  },
  {
    name: 'Retry, then Catch',
    states: {
      A: invoke(failing, {
        Retry: [
          {
            ErrorEquals: ['States.TaskFailed'],
            IntervalSeconds: 1,
            MaxAttempts: 1,
            BackoffRate: 2,
            MaxDelaySeconds: 2,
            JitterStrategy: 'FULL',
          },
        ],
        ...catching(['States.ALL'], null),
      }),
      ...caught,
    },
    input: { kept: 1 },
  },
  { name: 'a callback that succeeds', states: { A: callback({ succeed: { n: 1 } }) } },
  {
    name: 'a callback that succeeds, ResultPath null',
    states: { A: callback({ succeed: {} }, { ResultPath: null, OutputPath: '$.kept' }) },
    input: { kept: 1 },
  },
  {
    name: 'a callback that fails by name',
    states: {
      A: callback(
        { fail: { error: 'ChangeReturnedError', cause: 'why' } },
        catching(['ChangeReturnedError'], '$.error'),
      ),
      Caught: { Type: 'Pass', OutputPath: '$.error', End: true },
    },
  },
  {
    name: 'a callback that fails, uncaught',
    states: { A: callback({ fail: { error: 'ChangeRefusedError', cause: 'why' } }) },
  },
  {
    name: 'a callback with MaxAttempts 0 for its error',
    states: {
      A: callback(
        { fail: { error: 'ChangeRefusedError', cause: 'why' } },
        {
          Retry: [
            { ErrorEquals: ['ChangeRefusedError'], MaxAttempts: 0 },
            { ErrorEquals: ['States.TaskFailed'], MaxAttempts: 2, IntervalSeconds: 1 },
          ],
          ...catching(['States.ALL'], '$.error'),
        },
      ),
      Caught: { Type: 'Pass', OutputPath: '$.error', End: true },
    },
  },
  {
    name: 'a callback that nobody answers: TimeoutSeconds',
    states: {
      A: callback({ nothing: true }, { TimeoutSeconds: 1, ...catching(['States.Timeout'], null) }),
      Caught: pass('timeout'),
    },
  },
  {
    name: 'States.TaskFailed does not catch a timeout',
    states: {
      A: callback(
        { nothing: true },
        {
          TimeoutSeconds: 1,
          Catch: [
            { ErrorEquals: ['States.TaskFailed'], Next: 'Failed' },
            { ErrorEquals: ['States.ALL'], Next: 'Caught' },
          ],
        },
      ),
      Failed: pass('failed'),
      Caught: pass('timeout'),
    },
  },
  {
    name: 'a callback whose timeout is in the input: TimeoutSecondsPath',
    states: {
      A: callback(
        { nothing: true },
        { TimeoutSecondsPath: '$.seconds', ...catching(['States.Timeout'], null) },
      ),
      Caught: pass('timeout'),
    },
    input: { seconds: 1 },
    differs: 'TimeoutSecondsPath is not read: it waits for 99,999 s',
  },
  {
    name: 'a callback whose function throws',
    states: {
      A: {
        ...callback(0),
        Parameters: { FunctionName: PROBE, Payload: failing },
        ...catching(['States.ALL'], null),
      },
      ...caught,
    },
    input: { kept: 1 },
    differs: 'the error of the function is dropped: it waits on',
  },
  {
    name: 'a callback without a heartbeat',
    states: {
      A: callback(
        { nothing: true },
        { HeartbeatSeconds: 1, TimeoutSeconds: 60, ...catching(['States.HeartbeatTimeout'], null) },
      ),
      Caught: pass('heartbeat'),
    },
    differs: 'HeartbeatSeconds is not read',
  },
  {
    name: 'Fail with ErrorPath and CausePath',
    states: { A: { Type: 'Fail', ErrorPath: '$.outcome.Error', CausePath: '$.outcome.Cause' } },
    input: { outcome: { Error: 'Rejected', Cause: 'by alice' } },
  },
  { name: 'Succeed', states: { A: { Type: 'Succeed' } }, input: { kept: 1 } },
  {
    name: 'Catch on Map',
    states: {
      A: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemProcessor: { StartAt: 'B', States: { B: invoke(failing) } },
        End: true,
        ...catching(['States.ALL'], null),
      },
      ...caught,
    },
    input: { items: [1] },
  },
  {
    name: 'Catch on Parallel',
    states: {
      A: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'B', States: { B: invoke(failing) } }],
        End: true,
        ...catching(['States.ALL'], null),
      },
      ...caught,
    },
    input: { kept: 1 },
  },
];
