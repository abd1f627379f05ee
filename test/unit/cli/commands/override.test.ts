import { describe, expect, it } from 'vitest';
import { IN_PROD, RELEASE } from '../answers.ts';
import { towpath } from '../harness.ts';

const OVERRIDES = { 'POST /api/pipelines/checkout/stages/prod/overrides': { promotion: IN_PROD } };
const PROMOTIONS = { [`POST /api/releases/${RELEASE}/promotions`]: { promotion: IN_PROD } };

describe('towpath override', () => {
  it('opens a gate of a stage by its name', async () => {
    const argv = ['override', 'checkout', 'prod', '--gate', 'freeze', '--reason', 'incident 42'];
    const { stdout, requests } = await towpath(argv, OVERRIDES);
    expect(stdout).toBe(`Overridden: freeze of checkout prod (${IN_PROD})\n`);
    expect(requests).toMatchObject([{ body: { gate: 'freeze', reason: 'incident 42' } }]);
  });

  it('needs a gate and a reason', async () => {
    const { code, requests } = await towpath(['override', 'checkout', 'prod', '--gate', 'freeze'], OVERRIDES);
    expect({ code, requests }).toEqual({ code: 2, requests: [] });
  });
});

describe('towpath promote --override', () => {
  it('takes a release past stages that it has not passed', async () => {
    const argv = ['promote', RELEASE, 'prod', '--override', 'after', '--reason', 'incident 42'];
    const { requests } = await towpath(argv, PROMOTIONS);
    expect(requests).toMatchObject([
      { body: { stage: 'prod', override: { gate: 'after', reason: 'incident 42' } } },
    ]);
  });

  it.each([
    [
      'another gate',
      ['--override', 'freeze', '--reason', 'why'],
      'others once they are closed: towpath override',
    ],
    ['a reason for nothing', ['--reason', 'why'], '--reason goes with --override.'],
  ])('takes no %s', async (_, options, why) => {
    const { code, stderr } = await towpath(['promote', RELEASE, 'prod', ...options], PROMOTIONS);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });
});
