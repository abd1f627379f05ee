import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import {
  callback,
  Harness,
  machine,
  Throws,
  task,
} from '../../../unit/local/services/stepfunctions/harness.ts';
import { restart, START } from './restarted.ts';

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
