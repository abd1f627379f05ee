import { describe, expect, it } from 'vitest';
import { Harness } from '../../../unit/local/services/stepfunctions/harness.ts';

describe('25,000 events', () => {
  const loop = (passes: number) => ({
    StartAt: 'First',
    States: {
      First: { Type: 'Pass', Parameters: { n: 0 }, Next: 'Count' },
      Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'More' },
      More: {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericLessThan: passes, Next: 'Count' }],
        Default: 'End',
      },
      End: { Type: 'Succeed' },
    },
  });

  it('are too many: the last one is the failure', async () => {
    const harness = new Harness();
    const result = await harness.run(loop(1_000_000));
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(result.cause).toContain('maximum number of history events (25000)');
    const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:machine:run';
    const { events } = await harness.call('GetExecutionHistory', {
      executionArn,
      reverseOrder: true,
      maxResults: 1,
    });
    expect(events[0]).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  });

  it('are just enough if the last one is the success', async () => {
    // Start, First, Succeed and the end make 6 events, each turn of the loop 4.
    expect((await new Harness().run(loop(6_248))).status).toBe('SUCCEEDED');
  });
});
