import { describe, expect, it } from 'vitest';
import { Harness, machine, Throws, task } from './harness.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z') / 1000;
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine';
const EXECUTION = 'arn:aws:states:eu-west-1:111122223333:execution:machine:run';
const WAITING = machine({ W: { Type: 'Wait', Seconds: 60 } });
const ROLE = 'arn:aws:iam::111122223333:role/states';

const create = (harness: Harness, definition: object, more: object = {}) =>
  harness.call('CreateStateMachine', {
    name: 'machine',
    definition: JSON.stringify(definition),
    roleArn: ROLE,
    ...more,
  });

describe('state machines', () => {
  it('are created and described', async () => {
    const harness = new Harness();
    expect(await create(harness, WAITING)).toEqual({ stateMachineArn: MACHINE, creationDate: START });
    expect(await harness.call('DescribeStateMachine', { stateMachineArn: MACHINE })).toEqual({
      stateMachineArn: MACHINE,
      name: 'machine',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: JSON.stringify(WAITING),
      roleArn: ROLE,
      creationDate: START,
      revisionId: 'id-1',
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    });
  });

  it('may be created twice if they are the same', async () => {
    const harness = new Harness();
    await create(harness, WAITING);
    await harness.clock.advance(5_000);
    expect(await create(harness, WAITING)).toEqual({ stateMachineArn: MACHINE, creationDate: START });
    const other = machine({ P: { Type: 'Pass' } });
    await expect(create(harness, other)).rejects.toMatchObject({ code: 'StateMachineAlreadyExists' });
  });

  it('get a new revision by an update that changes something', async () => {
    const harness = new Harness();
    await create(harness, WAITING);
    await harness.clock.advance(1_500);
    const update = (more: object) =>
      harness.call('UpdateStateMachine', { stateMachineArn: MACHINE, ...more });
    expect(await update({ roleArn: `${ROLE}2` })).toEqual({ updateDate: START + 1.5, revisionId: 'id-2' });
    expect(await update({ definition: JSON.stringify(WAITING) })).toEqual({
      updateDate: START + 1.5,
      revisionId: 'id-2',
    });
    expect((await harness.call('DescribeStateMachine', { stateMachineArn: MACHINE })).roleArn).toBe(
      `${ROLE}2`,
    );
  });

  it('leave running executions the definition they began with', async () => {
    const harness = new Harness();
    const first = await harness.start(
      machine({ W: { Type: 'Wait', Seconds: 60 }, P: { Type: 'Pass', Result: 'old' } }),
    );
    await harness.call('UpdateStateMachine', {
      stateMachineArn: MACHINE,
      definition: JSON.stringify(machine({ P: { Type: 'Pass', Result: 'new' } })),
    });
    const second = await harness.call('StartExecution', { stateMachineArn: MACHINE, name: 'second' });
    await harness.clock.advance(60_000);
    expect((await harness.describe(first)).output).toBe('old');
    expect((await harness.describe(second.executionArn)).output).toBe('new');
  });

  it.each<[string, string, object, string]>([
    ['CreateStateMachine', 'a definition that is no JSON', { definition: '{' }, 'InvalidDefinition'],
    ['CreateStateMachine', 'a definition with a mistake', { definition: '{}' }, 'InvalidDefinition'],
    ['CreateStateMachine', 'a bad name', { name: 'a b' }, 'InvalidName'],
    ['CreateStateMachine', 'an EXPRESS machine', { type: 'EXPRESS' }, 'StateMachineTypeNotSupported'],
    ['CreateStateMachine', 'no role', { roleArn: undefined }, 'ValidationException'],
    [
      'UpdateStateMachine',
      'nothing to update',
      { definition: undefined, roleArn: undefined },
      'MissingRequiredParameter',
    ],
    ['UpdateStateMachine', 'a broken definition', { definition: '{}' }, 'InvalidDefinition'],
    [
      'UpdateStateMachine',
      'an unknown machine',
      { stateMachineArn: `${MACHINE}x` },
      'StateMachineDoesNotExist',
    ],
    [
      'DescribeStateMachine',
      'an unknown machine',
      { stateMachineArn: `${MACHINE}x` },
      'StateMachineDoesNotExist',
    ],
    ['DescribeStateMachine', 'what is no ARN', { stateMachineArn: 'machine' }, 'InvalidArn'],
  ])('%s refuses %s', async (operation, _, more, code) => {
    const harness = new Harness();
    await create(harness, WAITING);
    const input = {
      name: 'm2',
      stateMachineArn: MACHINE,
      definition: JSON.stringify(WAITING),
      roleArn: ROLE,
      ...more,
    };
    await expect(harness.call(operation, input)).rejects.toMatchObject({ name: 'ServiceError', code });
  });

  it('keep their definition when an update is refused', async () => {
    const harness = new Harness();
    await create(harness, WAITING);
    await expect(
      harness.call('UpdateStateMachine', { stateMachineArn: MACHINE, definition: '{}' }),
    ).rejects.toThrow('Invalid State Machine Definition');
    expect((await harness.call('DescribeStateMachine', { stateMachineArn: MACHINE })).definition).toBe(
      JSON.stringify(WAITING),
    );
  });
});

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

describe('changes of status', () => {
  it('are told of in the shape of the EventBridge event', async () => {
    const harness = new Harness();
    await harness.run(WAITING, { a: 1 });
    const common = {
      executionArn: EXECUTION,
      stateMachineArn: MACHINE,
      name: 'run',
      startDate: START * 1000,
      input: '{"a":1}',
      inputDetails: { included: true },
      error: null,
      cause: null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'NOT_REDRIVABLE',
    };
    expect(harness.changes).toEqual([
      {
        ...common,
        status: 'RUNNING',
        stopDate: null,
        output: null,
        outputDetails: null,
        redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
      },
      {
        ...common,
        status: 'SUCCEEDED',
        stopDate: (START + 60) * 1000,
        output: '{"a":1}',
        outputDetails: { included: true },
        redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      },
    ]);
  });

  it.each<[string, object, string, object]>([
    ['failed', machine({ T: task('broken') }), 'FAILED', { error: 'Bad' }],
    [
      'timed out',
      machine({ W: { Type: 'Wait', Seconds: 60 } }, { TimeoutSeconds: 1 }),
      'TIMED_OUT',
      { error: null },
    ],
  ])('tell that an execution %s', async (_, definition, status, more) => {
    const harness = new Harness({ broken: () => new Throws('Bad') });
    await harness.run(definition);
    expect(harness.changes.map((change) => change.status)).toEqual(['RUNNING', status]);
    expect(harness.changes[1]).toMatchObject({ redriveStatus: 'REDRIVABLE', ...more });
  });

  it('do not disturb the execution when the listener fails, and the start is told again before the end', async () => {
    const told: string[] = [];
    const onStatusChange = async ({ status }: { status: string }) => {
      told.push(status);
      if (told.length === 1) throw new Error('the bus is down');
    };
    const harness = new Harness({}, { onStatusChange });
    expect((await harness.run(machine({ W: { Type: 'Wait', Seconds: 1 } }))).status).toBe('SUCCEEDED');
    expect(told).toEqual(['RUNNING', 'RUNNING', 'SUCCEEDED']);
  });
});
