import { describe, expect, it } from 'vitest';
import { FLEET } from '../answers.ts';
import { answer, towpath } from '../harness.ts';

const answers = {
  'POST /api/stops': answer(204),
  'POST /api/stops/lift': answer(204),
  'GET /api/fleet': FLEET,
};

describe('towpath stop and resume', () => {
  it('stops everything unless a scope is named, and says how to resume', async () => {
    const { code, stdout, requests } = await towpath(['stop', '--reason', 'incident'], answers);
    expect(code).toBe(0);
    expect(stdout).toContain('Stopped: everything.');
    expect(stdout).toContain('towpath resume --scope everything');
    expect(requests[0]).toMatchObject({ body: { scope: { kind: 'everything' }, reason: 'incident' } });
    expect(stdout).not.toContain('yet');
  });

  it.each([
    ['pipeline:checkout', { kind: 'pipeline', pipeline: 'checkout' }],
    ['stage:checkout/prod', { kind: 'stage', pipeline: 'checkout', stage: 'prod' }],
    ['cluster:prod-eu-1', { kind: 'cluster', cluster: 'prod-eu-1' }],
  ])('takes the scope %s', async (scope, expected) => {
    for (const command of ['stop', 'resume']) {
      const { requests, stdout } = await towpath([command, '--scope', scope, '--reason', 'x'], answers);
      expect(requests[0]).toMatchObject({ body: { scope: expected } });
      expect(stdout).not.toContain('yet');
    }
  });

  it.each(['pipeline:chekout', 'stage:checkout/live', 'stage:chekout/prod', 'cluster:prod-eu-9'])(
    'says that there is no %s, and stops it all the same',
    async (scope) => {
      const { code, stdout } = await towpath(['stop', '--scope', scope, '--reason', 'x'], answers);
      expect(code).toBe(0);
      expect(stdout).toContain(`There is no ${scope} yet; if it comes, it is stopped.`);
    },
  );

  it('has stopped also if nobody can be asked what there is', async () => {
    const { 'GET /api/fleet': _, ...mute } = answers;
    const outcome = await towpath(['stop', '--scope', 'pipeline:chekout', '--reason', 'x'], mute);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(['prod', 'pipeline:', 'stage:checkout', 'cluster:a/b', 'everything:x'])(
    'refuses the scope %s',
    async (scope) => {
      const { code, stderr, requests } = await towpath(['stop', '--scope', scope, '--reason', 'x'], answers);
      expect({ code, requests }).toEqual({ code: 2, requests: [] });
      expect(stderr).toContain(`"${scope}" is no scope; it is everything, pipeline:NAME`);
    },
  );

  it('ends with 1 while it is not certain that nothing more is committed', async () => {
    const refused = {
      'POST /api/stops': answer(409, { message: 'Stopped everything, but a commit may still land.' }),
    };
    expect(await towpath(['stop', '--reason', 'x'], refused)).toMatchObject({
      code: 1,
      stderr: 'towpath: Stopped everything, but a commit may still land.\n',
    });
  });
});
