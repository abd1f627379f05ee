import { describe, expect, it } from 'vitest';
import { Harness, machine } from './harness.ts';
import { create, MACHINE, ROLE, START, WAITING } from './one-machine.ts';

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
