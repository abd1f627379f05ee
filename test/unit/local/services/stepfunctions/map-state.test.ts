import { describe, expect, it } from 'vitest';
import { Harness, machine, run, Throws, task } from './harness.ts';

describe('a Map state', () => {
  const double = machine({
    D: task('double', { ResultSelector: { 'n.$': '$.Payload' }, OutputPath: '$.n' }),
  });
  const handlers = { double: (n: number) => n * 2 };

  it.each(['ItemProcessor', 'Iterator'])('runs its %s for each item and keeps the order', async (field) => {
    const result = await run(
      machine({ M: { Type: 'Map', ItemsPath: '$.l', [field]: double } }),
      { l: [1, 2, 3] },
      handlers,
    );
    expect(result).toEqual({ status: 'SUCCEEDED', output: [2, 4, 6] });
  });

  it('takes its input as the items without ItemsPath, and none of them gives an empty list', async () => {
    const definition = machine({ M: { Type: 'Map', ItemProcessor: double } });
    expect((await run(definition, [4], handlers)).output).toEqual([8]);
    expect((await run(definition, [], handlers)).output).toEqual([]);
  });

  it.each(['ItemSelector', 'Parameters'])('gives each iteration what %s makes of the item', async (field) => {
    const selector = {
      'index.$': '$$.Map.Item.Index',
      'value.$': '$$.Map.Item.Value.v',
      'shared.$': '$.shared',
    };
    const states = machine({
      P: { Type: 'Pass', Parameters: { 'item.$': '$', 'again.$': '$$.Map.Item.Index' } },
    });
    const result = await run(
      machine({ M: { Type: 'Map', ItemsPath: '$.l', [field]: selector, ItemProcessor: states } }),
      { l: [{ v: 'a' }, { v: 'b' }], shared: 's' },
    );
    expect(result.output).toEqual([
      { item: { index: 0, value: 'a', shared: 's' }, again: 0 },
      { item: { index: 1, value: 'b', shared: 's' }, again: 1 },
    ]);
  });

  it('runs no more than MaxConcurrency at a time', async () => {
    const harness = new Harness();
    let running = 0;
    let most = 0;
    harness.handlers.work = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => void harness.clock.after(1_000, resolve));
      running -= 1;
    };
    await harness.run(
      machine({ M: { Type: 'Map', MaxConcurrency: 2, ItemProcessor: machine({ T: task('work') }) } }),
      [1, 2, 3, 4, 5],
    );
    expect(most).toBe(2);
    expect(harness.calls).toHaveLength(5);
  });

  it('fails with the error of the iteration that failed and stops the others', async () => {
    const harness = new Harness({ work: (n: number) => (n === 2 ? new Throws('Bad') : n) });
    const states = machine({ W: { Type: 'Wait', SecondsPath: '$' }, T: task('work') });
    const result = await harness.run(machine({ M: { Type: 'Map', ItemProcessor: states } }), [5, 2, 9]);
    expect(result).toMatchObject({ status: 'FAILED', error: 'Bad' });
    expect(harness.calls.map(({ payload }) => payload)).toEqual([2]);
    expect(harness.clock.pending).toBe(0);
  });

  it('needs a list', async () => {
    const result = await run(machine({ M: { Type: 'Map', ItemProcessor: double } }), { no: 'list' });
    expect(result).toMatchObject({ error: 'States.Runtime' });
    expect(result.cause).toContain("Reference path '$' must point to an array");
  });

  it('can be nested', async () => {
    const inner = { Type: 'Map', ItemProcessor: double };
    const result = await run(
      machine({ M: { Type: 'Map', ItemProcessor: machine({ Inner: inner }) } }),
      [[1], [2, 3]],
      handlers,
    );
    expect(result.output).toEqual([[2], [4, 6]]);
  });

  it('is retried as a whole and caught', async () => {
    let failures = 0;
    const harness = new Harness({
      work: () => {
        failures += 1;
        return failures <= 2 ? new Throws('Flaky') : 'ok';
      },
    });
    const state = {
      Type: 'Map',
      ItemProcessor: machine({ T: task('work', { OutputPath: '$.Payload' }) }),
      Retry: [{ ErrorEquals: ['Flaky'], MaxAttempts: 2 }],
    };
    expect(await harness.run(machine({ M: state }), [1])).toEqual({ status: 'SUCCEEDED', output: ['ok'] });
  });
});
