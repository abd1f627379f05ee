import { describe, expect, it } from 'vitest';
import { Harness, machine, task } from './harness.ts';
import { create, EXECUTION, MACHINE, START, WAITING } from './one-machine.ts';

describe('DescribeExecution', () => {
  it('tells all of a finished execution', async () => {
    const harness = new Harness();
    await harness.run(WAITING, { a: 1 });
    expect(await harness.call('DescribeExecution', { executionArn: EXECUTION })).toEqual({
      executionArn: EXECUTION,
      stateMachineArn: MACHINE,
      name: 'run',
      status: 'SUCCEEDED',
      startDate: START,
      stopDate: START + 60,
      redriveCount: 0,
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '{"a":1}',
      outputDetails: { included: true },
    });
  });

  it('leaves out what a running one has not', async () => {
    const harness = new Harness();
    await harness.start(WAITING);
    const described = await harness.call('DescribeExecution', { executionArn: EXECUTION });
    expect(Object.keys(described)).not.toContain('stopDate');
    expect(Object.keys(described)).not.toContain('output');
  });

  it.each(['DescribeExecution', 'GetExecutionHistory', 'StopExecution'])(
    '%s refuses unknown ones',
    async (operation) => {
      const harness = new Harness();
      await expect(harness.call(operation, { executionArn: EXECUTION })).rejects.toMatchObject({
        code: 'ExecutionDoesNotExist',
      });
      await expect(harness.call(operation, { executionArn: 'run' })).rejects.toMatchObject({
        code: 'InvalidArn',
      });
    },
  );
});

describe('ListExecutions', () => {
  const names = ['one', 'two', 'three', 'four', 'five'];
  const filled = async () => {
    const harness = new Harness();
    await create(harness, machine({ W: { Type: 'Wait', SecondsPath: '$' } }));
    for (const [index, name] of names.entries()) {
      await harness.call('StartExecution', { stateMachineArn: MACHINE, name, input: String(index * 10) });
    }
    await harness.clock.advance(15_000);
    return harness;
  };
  const list = async (harness: Harness, more: object = {}) =>
    harness.call('ListExecutions', { stateMachineArn: MACHINE, ...more });

  it('shows the newest first', async () => {
    const { executions, nextToken } = await list(await filled());
    expect(executions.map(({ name }: { name: string }) => name)).toEqual([...names].reverse());
    expect(nextToken).toBeUndefined();
    expect(executions.at(-1)).toEqual({
      executionArn: EXECUTION.replace(/run$/, 'one'),
      stateMachineArn: MACHINE,
      name: 'one',
      status: 'SUCCEEDED',
      startDate: START,
      stopDate: START,
      redriveCount: 0,
    });
  });

  it('filters by status', async () => {
    const harness = await filled();
    const running = (await list(harness, { statusFilter: 'RUNNING' })).executions;
    expect(running.map(({ name }: { name: string }) => name)).toEqual(['five', 'four', 'three']);
    expect((await list(harness, { statusFilter: 'ABORTED' })).executions).toEqual([]);
  });

  it('comes in pages that an execution started meanwhile does not shift', async () => {
    const harness = await filled();
    const first = await list(harness, { maxResults: 2 });
    await harness.call('StartExecution', { stateMachineArn: MACHINE, name: 'six', input: '99' });
    const second = await list(harness, { maxResults: 2, nextToken: first.nextToken });
    const third = await list(harness, { maxResults: 2, nextToken: second.nextToken });
    const seen = [first, second, third].flatMap(({ executions }) => executions).map(({ name }) => name);
    expect(seen).toEqual(['five', 'four', 'three', 'two', 'one']);
    expect(third.nextToken).toBeUndefined();
  });

  it.each<[object, string]>([
    [{ statusFilter: 'succeeded' }, 'ValidationException'],
    [{ maxResults: 1001 }, 'ValidationException'],
    [{ maxResults: -1 }, 'ValidationException'],
    [{ nextToken: 'nonsense' }, 'InvalidToken'],
    [{ nextToken: Buffer.from('after:99').toString('base64') }, 'InvalidToken'],
    [{ stateMachineArn: `${MACHINE}x` }, 'StateMachineDoesNotExist'],
  ])('refuses %j', async (more, code) => {
    await expect(list(await filled(), more)).rejects.toMatchObject({ code });
  });
});

describe('StopExecution', () => {
  it('aborts an execution with error and cause; nothing of it goes on', async () => {
    const harness = new Harness({ work: () => 'never' });
    const arn = await harness.start(machine({ W: { Type: 'Wait', Seconds: 60 }, T: task('work') }));
    await harness.clock.advance(10_000);
    const stop = () =>
      harness.call('StopExecution', { executionArn: arn, error: 'Stopped', cause: 'by hand' });
    expect(await stop()).toEqual({ stopDate: START + 10 });
    await harness.clock.advance(120_000);
    expect(await harness.describe(arn)).toEqual({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' });
    expect(harness.calls).toEqual([]);
    expect(await stop()).toEqual({ stopDate: START + 10 });
  });
});
