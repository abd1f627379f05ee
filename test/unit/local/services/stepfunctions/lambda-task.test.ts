import { describe, expect, it } from 'vitest';
import { Harness, machine, Throws, task } from './harness.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const LIMIT = 262_144;

describe('a Lambda task', () => {
  it('wraps the answer as the service integration does', async () => {
    const harness = new Harness({ greet: ({ name }) => `hello ${name}` });
    expect((await harness.run(machine({ T: task('greet') }), { name: 'you' })).output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: 'hello you',
      StatusCode: 200,
    });
    expect(harness.calls).toEqual([{ name: 'greet', payload: { name: 'you' } }]);
  });

  it('shapes the answer with ResultSelector, ResultPath and OutputPath', async () => {
    const harness = new Harness({ add: ({ n }) => ({ sum: n + 1 }) });
    const shape = {
      InputPath: '$.in',
      ResultSelector: { 'value.$': '$.Payload.sum' },
      ResultPath: '$.out',
      OutputPath: '$.out',
    };
    expect((await harness.run(machine({ T: task('add', shape) }), { in: { n: 1 } })).output).toEqual({
      value: 2,
    });
  });

  it('turns an answer of nothing into null', async () => {
    const harness = new Harness({ quiet: () => undefined });
    const result = await harness.run(machine({ T: task('quiet', { OutputPath: '$.Payload' }) }));
    expect(result.output).toBeNull();
  });

  it.each([
    'release',
    'arn:aws:lambda:eu-west-1:111122223333:function:release',
    'arn:aws:lambda:eu-west-1:111122223333:function:release:live',
    '111122223333:function:release',
  ])('finds the function by %s', async (name) => {
    const harness = new Harness({ release: () => 1 });
    expect((await harness.run(machine({ T: task(name) }))).status).toBe('SUCCEEDED');
    expect(harness.calls[0]?.name).toBe('release');
  });

  it('fails with the error object of the function: its type as the name, all of it as the cause', async () => {
    const harness = new Harness({ broken: () => new Throws('StageBusyError', 'prod is busy') });
    expect(await harness.run(machine({ T: task('broken') }))).toEqual({
      status: 'FAILED',
      error: 'StageBusyError',
      cause: '{"errorType":"StageBusyError","errorMessage":"prod is busy","trace":[]}',
    });
  });

  it.each([
    ['Lambda.ServiceException', Object.assign(new Error('no workers'), {})],
    ['Lambda.Unknown', Object.assign(new Error('no workers'), { name: 'Lambda.Unknown' })],
  ])('reports a rejected call as %s', async (error, reason) => {
    const harness = new Harness({
      lost: () => {
        throw reason;
      },
    });
    expect(await harness.run(machine({ T: task('lost') }))).toEqual({
      status: 'FAILED',
      error,
      cause: 'no workers',
    });
  });

  it('needs a FunctionName', async () => {
    const state = { ...task('x'), Parameters: { Payload: {} } };
    const result = await new Harness().run(machine({ T: state }));
    expect(result).toMatchObject({ error: 'States.Runtime' });
    expect(result.cause).toContain("'FunctionName' is required");
  });

  it('does not hand its own objects to the function or take the function’s', async () => {
    const kept: object[] = [];
    const harness = new Harness({
      keep: () => {
        const answer = { when: new Date(START) };
        kept.push(answer);
        return answer;
      },
    });
    const result = await harness.run(machine({ T: task('keep', { OutputPath: '$.Payload' }) }));
    expect(result.output).toEqual({ when: '2026-01-01T00:00:00.000Z' });
  });
});

describe('the limit of 262,144 bytes', () => {
  const tooLong = 'x'.repeat(LIMIT);

  it.each<[string, object, unknown]>([
    ['the answer of a function', task('work'), 'small'],
    ['a state’s output', { Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' } }, 'x'.repeat(LIMIT / 2)],
    ['a task’s parameters', task('echo', { Parameters: { 'a.$': '$', 'b.$': '$' } }), 'x'.repeat(LIMIT / 2)],
  ])('fails %s with States.DataLimitExceeded', async (_, state, input) => {
    const harness = new Harness({ work: () => tooLong });
    const result = await harness.run(machine({ T: state }), input);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(result.cause).toContain("'T' returned a result with a size exceeding");
  });

  it('is counted in UTF-8', async () => {
    const input = 'é'.repeat(100_000);
    const state = { Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' } };
    expect((await new Harness().run(machine({ P: state }), input)).error).toBe('States.DataLimitExceeded');
  });
});
