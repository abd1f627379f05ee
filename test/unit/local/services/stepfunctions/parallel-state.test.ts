import { describe, expect, it } from 'vitest';
import { Harness, machine, run, task } from './harness.ts';

describe('a Parallel state', () => {
  it('gives each branch the same input and returns their outputs in order', async () => {
    const slow = machine({ W: { Type: 'Wait', Seconds: 10 }, P: { Type: 'Pass', Result: 'slow' } });
    const fast = machine({ P: { Type: 'Pass' } });
    const result = await run(
      machine({
        Both: {
          Type: 'Parallel',
          Branches: [slow, fast],
          Parameters: { 'x.$': '$.a' },
          ResultPath: '$.both',
        },
      }),
      { a: 1 },
    );
    expect(result.output).toEqual({ a: 1, both: ['slow', { x: 1 }] });
  });

  it('shapes its result with ResultSelector', async () => {
    const branch = machine({ P: { Type: 'Pass' } });
    const result = await run(
      machine({
        B: { Type: 'Parallel', Branches: [branch, branch], ResultSelector: { 'second.$': '$[1]' } },
      }),
      'in',
    );
    expect(result.output).toEqual({ second: 'in' });
  });

  it('fails with the first error, stops the other branches, and can be caught', async () => {
    const harness = new Harness({ work: () => 'never' });
    const result = await harness.run(
      machine({
        B: {
          Type: 'Parallel',
          Branches: [
            machine({ W: { Type: 'Wait', Seconds: 60 }, T: task('work') }),
            machine({ W: { Type: 'Wait', Seconds: 5 }, F: { Type: 'Fail', Error: 'Stop', Cause: 'now' } }),
          ],
          Catch: [{ ErrorEquals: ['Stop'], ResultPath: '$.error', Next: 'After' }],
        },
        After: { Type: 'Pass' },
      }),
      { a: 1 },
    );
    expect(result.output).toEqual({ a: 1, error: { Error: 'Stop', Cause: 'now' } });
    expect(harness.calls).toEqual([]);
    expect(harness.clock.now()).toBe(Date.parse('2026-01-01T00:00:05Z'));
  });

  it('catches a choice inside a branch that matched nothing', async () => {
    const branch = machine({
      C: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 2, Next: 'S' }] },
      S: { Type: 'Succeed' },
    });
    const result = await run(
      machine({
        B: {
          Type: 'Parallel',
          Branches: [branch],
          Catch: [{ ErrorEquals: ['States.NoChoiceMatched'], Next: 'After' }],
        },
        After: { Type: 'Pass', Result: 'caught' },
      }),
      { a: 1 },
    );
    expect(result.output).toBe('caught');
  });
});
