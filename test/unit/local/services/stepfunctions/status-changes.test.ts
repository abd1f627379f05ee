import { describe, expect, it } from 'vitest';
import { Harness, machine, Throws, task } from './harness.ts';
import { EXECUTION, MACHINE, START, WAITING } from './one-machine.ts';

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
