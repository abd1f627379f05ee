import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../../local/virtual-clock.ts';
import { callback, Harness, machine, Throws, task } from './harness.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'stepfunctions-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const newDirectory = () => mkdtempSync(join(root, 'journal-'));

/** What a crash leaves: the directory as it is on disk at this moment. The crashed one is just dropped. */
function crash(directory: string): string {
  const copy = newDirectory();
  cpSync(directory, copy, { recursive: true });
  return copy;
}

function restart(directory: string, at: number, handlers: Harness['handlers'] = {}): Harness {
  const harness = new Harness(handlers, { directory, clock: new VirtualClock(at) });
  harness.service.resume();
  return harness;
}

describe('after a restart', () => {
  it('an open token is still open, and its function is not called again', async () => {
    const directory = newDirectory();
    const first = new Harness({ wait: () => 'noted' }, { directory });
    const arn = await first.start(machine({ T: callback('wait') }));
    const token = first.calls[0]?.payload.token;
    const second = restart(crash(directory), START + 5_000);
    await second.clock.settle();
    expect((await second.describe(arn)).status).toBe('RUNNING');
    await second.call('SendTaskSuccess', { taskToken: token, output: '"late"' });
    await second.clock.settle();
    expect(await second.describe(arn)).toEqual({ status: 'SUCCEEDED', output: 'late' });
    expect(second.calls).toEqual([]);
  });

  it('a token can be answered before the executions go on', async () => {
    const directory = newDirectory();
    const first = new Harness({ wait: () => 'noted' }, { directory });
    const arn = await first.start(machine({ T: callback('wait') }));
    const second = new Harness({}, { directory: crash(directory), clock: new VirtualClock(START) });
    await second.call('SendTaskSuccess', { taskToken: first.calls[0]?.payload.token, output: '1' });
    expect((await second.describe(arn)).status).toBe('RUNNING');
    second.service.resume();
    await second.clock.settle();
    expect((await second.describe(arn)).output).toBe(1);
  });

  it('the function of a callback task that was in flight is called again, with the same token', async () => {
    const directory = newDirectory();
    const first = new Harness({ wait: () => new Promise(() => {}) }, { directory });
    const arn = await first.start(machine({ T: callback('wait') }));
    const second = restart(crash(directory), START + 5_000, { wait: () => 'noted' });
    await second.clock.settle();
    expect(second.calls).toEqual(first.calls);
    expect(await second.eventTypes(arn)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
    ]);
  });

  it('a task in flight runs again, one that had ended does not', async () => {
    const directory = newDirectory();
    const definition = machine({
      A: task('done', { ResultPath: null }),
      B: task('slow', { OutputPath: '$.Payload' }),
    });
    const first = new Harness({ done: () => 1, slow: () => new Promise(() => {}) }, { directory });
    const arn = await first.start(definition);
    const second = restart(crash(directory), START, { slow: () => 'at last' });
    await second.clock.settle();
    expect(second.calls.map(({ name }) => name)).toEqual(['slow']);
    expect((await second.describe(arn)).output).toBe('at last');
  });

  it.each([
    ['a wait', { W: { Type: 'Wait', Seconds: 60 } }, {}],
    ['a task’s timeout', { T: task('never', { TimeoutSeconds: 60 }) }, {}],
    ['the machine’s timeout', { T: task('never') }, { TimeoutSeconds: 60 }],
    [
      'a retry',
      { T: task('bad', { Retry: [{ ErrorEquals: ['Bad'], IntervalSeconds: 60, MaxAttempts: 1 }] }) },
      {},
    ],
  ])('%s goes on from where it was', async (_, states: Record<string, object>, rest) => {
    const directory = newDirectory();
    const handlers = { never: () => new Promise(() => {}), bad: () => new Throws('Bad') };
    const first = new Harness(handlers, { directory });
    const arn = await first.start(machine(states, rest));
    await first.clock.advance(10_000);
    const second = restart(crash(directory), START + 40_000, handlers);
    await second.clock.settle();
    expect((await second.describe(arn)).status).toBe('RUNNING');
    await second.clock.advance(19_999);
    expect((await second.describe(arn)).status).toBe('RUNNING');
    await second.clock.advance(1);
    expect((await second.describe(arn)).status).not.toBe('RUNNING');
  });

  it('a deadline that passed meanwhile strikes at once', async () => {
    const directory = newDirectory();
    const first = new Harness({ wait: () => 1 }, { directory });
    const arn = await first.start(machine({ T: callback('wait', { TimeoutSeconds: 60 }) }));
    const second = restart(crash(directory), START + 3_600_000);
    await second.clock.advance(0);
    expect(await second.describe(arn)).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('the last heartbeat counts', async () => {
    const directory = newDirectory();
    const first = new Harness({ wait: () => 1 }, { directory });
    const arn = await first.start(machine({ T: callback('wait', { HeartbeatSeconds: 60 }) }));
    await first.clock.advance(50_000);
    await first.call('SendTaskHeartbeat', { taskToken: first.calls[0]?.payload.token });
    const second = restart(crash(directory), START + 70_000);
    await second.clock.advance(39_999);
    expect((await second.describe(arn)).status).toBe('RUNNING');
    await second.clock.advance(1);
    expect((await second.describe(arn)).error).toBe('States.Timeout');
  });

  it('an execution keeps the definition it began with', async () => {
    const directory = newDirectory();
    const first = new Harness({}, { directory });
    const arn = await first.start(
      machine({ W: { Type: 'Wait', Seconds: 60 }, P: { Type: 'Pass', Result: 'old' } }),
    );
    await first.call('UpdateStateMachine', {
      stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine',
      definition: JSON.stringify(machine({ P: { Type: 'Pass', Result: 'new' } })),
    });
    const second = restart(crash(directory), START + 60_000);
    await second.clock.settle();
    expect((await second.describe(arn)).output).toBe('old');
    expect(
      (await second.run(machine({ P: { Type: 'Pass', Result: 'new' } })).catch((error) => error)).code,
    ).toBe('ExecutionAlreadyExists');
  });

  it('finished executions, their histories and their tokens are still known', async () => {
    const directory = newDirectory();
    const first = new Harness({ wait: () => 1 }, { directory });
    const arn = await first.start(machine({ T: callback('wait') }));
    const taskToken = first.calls[0]?.payload.token;
    await first.call('SendTaskSuccess', { taskToken, output: '1' });
    await first.clock.settle();
    const second = restart(crash(directory), START);
    await second.clock.settle();
    expect(await second.describe(arn)).toEqual(await first.describe(arn));
    expect(await second.history(arn)).toEqual(await first.history(arn));
    await expect(second.call('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
  });

  it('the token of a branch that was given up is still closed', async () => {
    const directory = newDirectory();
    const first = new Harness({ wait: () => 1 }, { directory });
    await first.start(
      machine({
        B: {
          Type: 'Parallel',
          Branches: [
            machine({ T: callback('wait') }),
            machine({ W: { Type: 'Wait', Seconds: 1 }, F: { Type: 'Fail' } }),
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
        },
        After: { Type: 'Wait', Seconds: 10 },
      }),
    );
    await first.clock.advance(1_000);
    const second = restart(crash(directory), START + 1_000);
    const answer = second.call('SendTaskSuccess', { taskToken: first.calls[0]?.payload.token, output: '1' });
    await expect(answer).rejects.toMatchObject({ code: 'TaskTimedOut' });
  });

  it('changes of status that nobody was told of are told, the others not again', async () => {
    const directory = newDirectory();
    const deaf = { directory, onStatusChange: () => new Promise<void>(() => {}) };
    await new Harness({}, deaf).run(machine({ P: { Type: 'Pass' } }));
    const second = restart(crash(directory), START);
    await second.clock.settle();
    expect(second.changes.map(({ status }) => status)).toEqual(['RUNNING', 'SUCCEEDED']);
  });

  it('the same again, told before the crash', async () => {
    const directory = newDirectory();
    const first = new Harness({}, { directory });
    await first.start(machine({ W: { Type: 'Wait', Seconds: 5 } }));
    const second = restart(crash(directory), START + 5_000);
    await second.clock.settle();
    expect(second.changes.map(({ status }) => status)).toEqual(['SUCCEEDED']);
  });

  it('closing stops everything and loses nothing', async () => {
    const directory = newDirectory();
    const first = new Harness({ wait: () => 1 }, { directory });
    const arn = await first.start(machine({ W: { Type: 'Wait', Seconds: 5 }, T: callback('wait') }));
    await first.service.close();
    expect(first.clock.pending).toBe(0);
    const second = restart(directory, START + 5_000, { wait: () => 1 });
    await second.clock.settle();
    expect(second.calls).toHaveLength(1);
    await second.service.close();
    expect((await second.describe(arn)).status).toBe('RUNNING');
  });
});

/** Every kind of wait and of task, so that a crash can hit each of them. */
const JOURNEY = machine({
  Flaky: task('flaky', {
    Parameters: { FunctionName: 'flaky', 'Payload.$': '$$.State.RetryCount' },
    ResultSelector: { 'tries.$': '$.Payload' },
    Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 3, MaxAttempts: 2, JitterStrategy: 'FULL' }],
  }),
  Both: {
    Type: 'Parallel',
    ResultPath: '$.both',
    Branches: [
      machine({ Approve: callback('approve', { HeartbeatSeconds: 600, TimeoutSeconds: 3600 }) }),
      machine({
        Pause: { Type: 'Wait', Seconds: 5 },
        Each: {
          Type: 'Map',
          ItemsPath: '$.tries',
          MaxConcurrency: 2,
          ItemProcessor: machine({ Double: task('double', { OutputPath: '$.Payload' }) }),
        },
      }),
    ],
  },
  Guarded: {
    Type: 'Parallel',
    Branches: [
      machine({ Patience: callback('approve-never') }),
      machine({ Nap: { Type: 'Wait', Seconds: 2 }, Stop: { Type: 'Fail', Error: 'Stop' } }),
    ],
    Catch: [{ ErrorEquals: ['Stop'], ResultPath: '$.stopped', Next: 'Last' }],
  },
  Last: task('double', {
    InputPath: '$.both[1][0]',
    ResultPath: '$.last',
    ResultSelector: { 'n.$': '$.Payload' },
  }),
});

const JOURNEY_OUTPUT = {
  tries: [0, 1, 2],
  both: ['yes', [0, 2, 4]],
  stopped: { Error: 'Stop', Cause: null },
  last: { n: 0 },
};

const journeyHandlers: Harness['handlers'] = {
  flaky: (tries: number) => (tries < 2 ? new Throws('Flaky') : [0, 1, 2]),
  double: (n: number) => n * 2,
  approve: () => 'asked',
  'approve-never': () => 'asked',
};

/** Answers the approval, as a person does: once they were asked, and not minding whether it was asked twice. */
async function finish(harness: Harness, arn: string, asked: string[]): Promise<void> {
  await harness.clock.advance(30_000);
  const tokens = [
    ...asked,
    ...harness.calls.filter(({ name }) => name === 'approve').map(({ payload }) => payload.token),
  ];
  for (const taskToken of tokens) {
    await harness.call('SendTaskSuccess', { taskToken, output: '"yes"' }).catch((error) => {
      expect(['TaskTimedOut', 'TaskDoesNotExist']).toContain(error.code);
    });
  }
  await harness.clock.runUntil(async () => (await harness.describe(arn)).status !== 'RUNNING', {
    within: 600_000,
  });
}

describe('a crash at any point of the journal', () => {
  let lines: string[];
  let arn: string;
  let events: { type: string; timestamp: number }[];
  let asked: string[];

  beforeAll(async () => {
    const directory = newDirectory();
    const harness = new Harness(journeyHandlers, { directory, random: () => 0.5 });
    arn = await harness.start(JOURNEY);
    await finish(harness, arn, []);
    expect((await harness.describe(arn)).output).toEqual(JOURNEY_OUTPUT);
    await harness.clock.settle();
    events = await harness.history(arn);
    asked = harness.calls.filter(({ name }) => name === 'approve').map(({ payload }) => payload.token);
    lines = readFileSync(join(directory, 'journal.jsonl'), 'utf8').split('\n').slice(0, -1);
  });

  /** Restarts on the first `count` lines, followed by half a line, and runs to the end. */
  async function continueFrom(count: number, torn: string): Promise<{ harness: Harness; kept: string[] }> {
    const directory = newDirectory();
    const kept = lines.slice(0, count);
    writeFileSync(join(directory, 'journal.jsonl'), `${kept.map((line) => `${line}\n`).join('')}${torn}`);
    const last = kept.flatMap((line) => JSON.parse(line).fact?.event?.timestamp ?? []).at(-1) ?? START;
    const harness = restart(directory, last + 500, journeyHandlers);
    await finish(harness, arn, asked);
    return { harness, kept };
  }

  it('changes neither the outcome nor the history that was written, and repeats no task that had ended', async () => {
    const started = lines.findIndex((line) => line.includes('"start"')) + 1;
    for (let count = started; count <= lines.length; count += 1) {
      const torn = (lines[count] ?? '').slice(0, (lines[count] ?? '').length / 2);
      const { harness, kept } = await continueFrom(count, torn);
      expect(await harness.describe(arn), `after line ${count}`).toEqual({
        status: 'SUCCEEDED',
        output: JOURNEY_OUTPUT,
      });

      const known = kept.flatMap((line) => JSON.parse(line).fact?.event?.type ?? []);
      const history = await harness.history(arn);
      expect(history.slice(0, known.length)).toEqual(events.slice(0, known.length));
      expect(history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1));
      expect(history.map(({ type }) => type).sort()).toEqual(events.map(({ type }) => type).sort());

      const over = known.filter((type) =>
        ['TaskSucceeded', 'TaskFailed', 'TaskSubmitted'].includes(type),
      ).length;
      const answeredBeforeSubmission = 1;
      expect(harness.calls.length).toBeLessThanOrEqual(9 - over + answeredBeforeSubmission);
      await harness.service.close();
    }
  });
});
