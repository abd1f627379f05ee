import { describe, expect, it } from 'vitest';
import { Harness, machine } from './harness.ts';
import { create, EXECUTION, MACHINE, START, WAITING } from './one-machine.ts';

describe('StartExecution', () => {
  const start = (harness: Harness, more: object = {}) =>
    harness.call('StartExecution', { stateMachineArn: MACHINE, name: 'run', input: '{"a":1}', ...more });

  it('is idempotent on name and input while the execution runs', async () => {
    const harness = new Harness();
    await create(harness, WAITING);
    const first = await start(harness);
    await harness.clock.advance(5_000);
    expect(first).toEqual({ executionArn: EXECUTION, startDate: START });
    expect(await start(harness)).toEqual(first);
    expect((await harness.call('ListExecutions', { stateMachineArn: MACHINE })).executions).toHaveLength(1);
  });

  it('compares the input byte by byte', async () => {
    const harness = new Harness();
    await create(harness, WAITING);
    await start(harness);
    const already = { code: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${EXECUTION}'` };
    await expect(start(harness, { input: '{"a":2}' })).rejects.toMatchObject(already);
    await expect(start(harness, { input: '{"a": 1}' })).rejects.toMatchObject(already);
  });

  it('refuses the name of a closed execution for 90 days', async () => {
    const harness = new Harness();
    await create(harness, WAITING);
    await start(harness);
    await harness.clock.advance(60_000);
    await expect(start(harness)).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    await harness.clock.advance(90 * 24 * 3_600_000 + 1);
    expect((await start(harness)).startDate).toBeGreaterThan(START);
    expect((await harness.describe(EXECUTION)).status).toBe('RUNNING');
  });

  it('makes up a name, and takes an empty object for no input', async () => {
    const harness = new Harness();
    await create(harness, WAITING);
    const { executionArn } = await start(harness, { name: undefined, input: undefined });
    expect(executionArn).toBe(EXECUTION.replace(/run$/, 'id-2'));
    expect((await harness.call('DescribeExecution', { executionArn })).input).toBe('{}');
  });

  it.each(['1', '"text"', 'null', '[]'])('takes any JSON as input: %s', async (input) => {
    const harness = new Harness();
    await create(harness, machine({ P: { Type: 'Pass' } }));
    const { executionArn } = await start(harness, { input });
    await harness.clock.settle();
    expect(await harness.describe(executionArn)).toEqual({ status: 'SUCCEEDED', output: JSON.parse(input) });
  });

  it.each<[string, object, string]>([
    ['a name with a blank', { name: 'a b' }, 'InvalidName'],
    ['a name with a digest', { name: 'app@sha256:abc' }, 'InvalidName'],
    ['an empty name', { name: '' }, 'InvalidName'],
    ['a name of 81 characters', { name: 'x'.repeat(81) }, 'InvalidName'],
    ['an input that is no JSON', { input: 'not json' }, 'InvalidExecutionInput'],
    ['an empty input', { input: '' }, 'InvalidExecutionInput'],
    ['an input that is too long', { input: JSON.stringify('x'.repeat(262_143)) }, 'ValidationException'],
    ['an unknown machine', { stateMachineArn: `${MACHINE}x` }, 'StateMachineDoesNotExist'],
    ['what is no ARN', { stateMachineArn: 'x' }, 'InvalidArn'],
    ['no machine', { stateMachineArn: undefined }, 'ValidationException'],
  ])('refuses %s', async (_, more, code) => {
    const harness = new Harness();
    await create(harness, WAITING);
    await expect(start(harness, more)).rejects.toMatchObject({ code });
  });

  it.each(['run-1', 'a.b_c-d=e+f!g(h)', 'x'.repeat(80), 'größe', "it's@home"])(
    'takes the name %s',
    async (name) => {
      const harness = new Harness();
      await create(harness, WAITING);
      expect((await start(harness, { name })).executionArn).toBe(EXECUTION.replace(/run$/, name));
    },
  );
});
