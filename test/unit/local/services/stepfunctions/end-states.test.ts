import { describe, expect, it } from 'vitest';
import { machine, run } from './harness.ts';

describe('Succeed and Fail', () => {
  it('Succeed ends the execution with its input', async () => {
    const definition = machine({ S: { Type: 'Succeed', InputPath: '$.a', OutputPath: '$.b' } });
    expect(await run(definition, { a: { b: 1 } })).toEqual({ status: 'SUCCEEDED', output: 1 });
  });

  it.each<[string, object, object]>([
    ['a fixed text', { Error: 'E', Cause: 'why' }, { error: 'E', cause: 'why' }],
    ['paths', { ErrorPath: '$.e', CausePath: '$.c' }, { error: 'Err', cause: 'because' }],
    [
      'an intrinsic',
      { Error: 'E', CausePath: "States.Format('no {}', $.c)" },
      { error: 'E', cause: 'no because' },
    ],
    ['nothing', {}, {}],
  ])('Fail names error and cause by %s', async (_, state, named) => {
    const result = await run(machine({ F: { Type: 'Fail', ...state } }), { e: 'Err', c: 'because' });
    expect(result).toEqual({ status: 'FAILED', ...named });
  });

  it('Fail needs its paths to lead to strings', async () => {
    const result = await run(machine({ F: { Type: 'Fail', ErrorPath: '$.e' } }), { e: 1 });
    expect(result).toMatchObject({ error: 'States.Runtime' });
  });
});
