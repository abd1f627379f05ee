import { describe, expect, it } from 'vitest';
import { machine, run } from './harness.ts';

describe('a Choice state', () => {
  const choice = {
    C: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.n', NumericGreaterThan: 10, Next: 'Big' },
        { Variable: '$.n', NumericGreaterThan: 5, Next: 'Middle' },
      ],
      Default: 'Small',
    },
    Big: { Type: 'Pass', Result: 'big', Next: 'Done' },
    Middle: { Type: 'Pass', Result: 'middle', Next: 'Done' },
    Small: { Type: 'Pass', Result: 'small', Next: 'Done' },
    Done: { Type: 'Succeed' },
  };

  it.each([
    [20, 'big'],
    [7, 'middle'],
    [1, 'small'],
  ])('goes where the first rule that holds points: %d is %s', async (n, output) => {
    expect(await run(machine(choice), { n })).toEqual({ status: 'SUCCEEDED', output });
  });

  it('fails with States.NoChoiceMatched when no rule holds and there is no Default', async () => {
    const { Default: _, ...without } = choice.C;
    const result = await run(machine({ ...choice, C: without, Small: { Type: 'Succeed' } }), { n: 1 });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('fails with States.Runtime when the variable is missing', async () => {
    const result = await run(machine(choice), {});
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(result.cause).toContain('condition path references an invalid value');
  });
});
