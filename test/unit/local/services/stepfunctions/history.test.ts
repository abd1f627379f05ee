import { describe, expect, it } from 'vitest';
import { callback, Harness, machine, Throws, task } from './harness.ts';

type Event = Record<string, unknown> & { id: number; previousEventId: number; type: string };

/** `id<previousEventId type`, the part of a history that shows its structure. */
const outline = (events: Event[]) =>
  events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);

async function historyOf(definition: object, input: unknown, handlers = {}): Promise<Event[]> {
  const harness = new Harness(handlers);
  const arn = await harness.start(definition, input);
  await harness.clock.runUntil(async () => (await harness.describe(arn)).status !== 'RUNNING');
  return harness.history(arn);
}

describe('the history of an execution', () => {
  it('has the events of a task with their details', async () => {
    const limits = { TimeoutSeconds: 60, HeartbeatSeconds: 5, OutputPath: '$.Payload' };
    const events = await historyOf(machine({ T: task('add', limits) }), { n: 1 }, { add: () => 2 });
    const result = '{"ExecutedVersion":"$LATEST","Payload":2,"StatusCode":200}';
    const invoke = { resourceType: 'lambda', resource: 'invoke' };
    const at = { timestamp: Date.parse('2026-01-01T00:00:00Z') / 1000 };
    expect(events).toEqual([
      {
        ...at,
        id: 1,
        previousEventId: 0,
        type: 'ExecutionStarted',
        executionStartedEventDetails: {
          input: '{"n":1}',
          inputDetails: { truncated: false },
          roleArn: 'arn:aws:iam::111122223333:role/states',
        },
      },
      {
        ...at,
        id: 2,
        previousEventId: 0,
        type: 'TaskStateEntered',
        stateEnteredEventDetails: { name: 'T', input: '{"n":1}', inputDetails: { truncated: false } },
      },
      {
        ...at,
        id: 3,
        previousEventId: 2,
        type: 'TaskScheduled',
        taskScheduledEventDetails: {
          ...invoke,
          region: 'eu-west-1',
          parameters: '{"FunctionName":"add","Payload":{"n":1}}',
          timeoutInSeconds: 60,
          heartbeatInSeconds: 5,
        },
      },
      { ...at, id: 4, previousEventId: 3, type: 'TaskStarted', taskStartedEventDetails: invoke },
      {
        ...at,
        id: 5,
        previousEventId: 4,
        type: 'TaskSucceeded',
        taskSucceededEventDetails: { ...invoke, output: result, outputDetails: { truncated: false } },
      },
      {
        ...at,
        id: 6,
        previousEventId: 5,
        type: 'TaskStateExited',
        stateExitedEventDetails: { name: 'T', output: '2', outputDetails: { truncated: false } },
      },
      {
        ...at,
        id: 7,
        previousEventId: 6,
        type: 'ExecutionSucceeded',
        executionSucceededEventDetails: { output: '2', outputDetails: { truncated: false } },
      },
    ]);
  });

  it('of a retried and caught task enters the state once and leaves it by Catch', async () => {
    const state = task('bad', {
      Retry: [{ ErrorEquals: ['Bad'], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['Bad'], Next: 'After' }],
    });
    const events = await historyOf(
      machine({ T: state, After: { Type: 'Succeed' } }),
      {},
      { bad: () => new Throws('Bad') },
    );
    expect(outline(events)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 TaskStateEntered',
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskFailed',
      '6<5 TaskScheduled',
      '7<6 TaskStarted',
      '8<7 TaskFailed',
      '9<8 TaskStateExited',
      '10<9 SucceedStateEntered',
      '11<10 SucceedStateExited',
      '12<11 ExecutionSucceeded',
    ]);
    expect(events[4]?.taskFailedEventDetails).toMatchObject({ error: 'Bad', resource: 'invoke' });
  });

  it('of a callback task shows when its function has returned', async () => {
    const harness = new Harness({ wait: ({ token }) => ({ kept: token }) });
    const arn = await harness.start(machine({ T: callback('wait') }));
    const token = harness.calls[0]?.payload.token;
    await harness.call('SendTaskSuccess', { taskToken: token, output: '1' });
    await harness.clock.settle();
    const events = await harness.history(arn);
    expect(outline(events)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 TaskStateEntered',
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSubmitted',
      '6<5 TaskSucceeded',
      '7<6 TaskStateExited',
      '8<7 ExecutionSucceeded',
    ]);
    expect(events[4].taskSubmittedEventDetails).toMatchObject({ resource: 'invoke.waitForTaskToken' });
  });

  it('of a missed heartbeat says States.Timeout, as AWS does', async () => {
    const state = callback('wait', { HeartbeatSeconds: 5 });
    const events = await historyOf(machine({ T: state }), {}, { wait: () => 1 });
    expect(events.at(-2)).toMatchObject({
      type: 'TaskTimedOut',
      taskTimedOutEventDetails: { error: 'States.Timeout', resource: 'invoke.waitForTaskToken' },
    });
    expect(events.at(-1)).toMatchObject({ executionFailedEventDetails: { error: 'States.Timeout' } });
  });

  it('of a Map shows its iterations, and those a failure cut short', async () => {
    const inner = machine({ W: { Type: 'Wait', SecondsPath: '$' }, F: { Type: 'Fail', Error: 'Stop' } });
    const definition = machine({
      M: { Type: 'Map', ItemProcessor: inner, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }] },
      S: { Type: 'Succeed' },
    });
    expect(outline(await historyOf(definition, [9, 1])).slice(1, 13)).toEqual([
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 WaitStateEntered',
      '6<3 MapIterationStarted',
      '7<6 WaitStateEntered',
      '8<7 WaitStateExited',
      '9<8 FailStateEntered',
      '10<9 MapIterationFailed',
      '11<9 MapIterationAborted',
      '12<9 WaitStateAborted',
      '13<9 MapStateFailed',
    ]);
  });

  it('of a Map that succeeds leaves it after its last iteration', async () => {
    const definition = machine({
      M: { Type: 'Map', ItemProcessor: machine({ P: { Type: 'Pass' } }), MaxConcurrency: 1 },
    });
    const events = await historyOf(definition, [7]);
    expect(outline(events).slice(2)).toEqual([
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<5 PassStateExited',
      '7<6 MapIterationSucceeded',
      '8<7 MapStateSucceeded',
      '9<7 MapStateExited',
      '10<9 ExecutionSucceeded',
    ]);
    expect(events[3]).toMatchObject({ mapIterationStartedEventDetails: { name: 'M', index: 0 } });
    expect(events[2]).toMatchObject({ mapStateStartedEventDetails: { length: 1 } });
  });

  it('of a Parallel that is retried starts it again', async () => {
    const state = {
      Type: 'Parallel',
      Branches: [machine({ F: { Type: 'Fail', Error: 'Stop' } })],
      Retry: [{ ErrorEquals: ['Stop'], MaxAttempts: 1 }],
    };
    expect(outline(await historyOf(machine({ B: state }), {}))).toEqual([
      '1<0 ExecutionStarted',
      '2<0 ParallelStateEntered',
      '3<2 ParallelStateStarted',
      '4<3 FailStateEntered',
      '5<4 ParallelStateStarted',
      '6<5 FailStateEntered',
      '7<6 ParallelStateFailed',
      '8<7 ExecutionFailed',
    ]);
  });

  it('comes in pages, in both directions', async () => {
    const harness = new Harness();
    await harness.run(machine({ A: { Type: 'Pass' }, B: { Type: 'Pass' } }));
    const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:machine:run';
    const pages = async (reverseOrder: boolean) => {
      const seen: number[] = [];
      let nextToken: string | undefined;
      do {
        const answer = await harness.call('GetExecutionHistory', {
          executionArn,
          reverseOrder,
          maxResults: 4,
          nextToken,
        });
        seen.push(...answer.events.map(({ id }: Event) => id));
        nextToken = answer.nextToken;
      } while (nextToken !== undefined);
      return seen;
    };
    expect(await pages(false)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await pages(true)).toEqual([6, 5, 4, 3, 2, 1]);
  });
});
