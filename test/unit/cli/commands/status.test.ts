import { describe, expect, it } from 'vitest';
import { CHECKOUT, FLEET, stage, target } from '../answers.ts';
import { ENV, towpath } from '../harness.ts';

const FLEET_ANSWER = { 'GET /api/fleet': FLEET };

describe('towpath status', () => {
  it('shows pipelines by stages, and what somebody has to do', async () => {
    const { code, stdout, stderr } = await towpath(['status'], FLEET_ANSWER);
    expect(stdout).toBe(`\
PIPELINE  DEV                STAGING           PROD
checkout  1.4.3 4m healthy   1.4.3 2m healthy  1.4.2 9d 1/3 failing
                                               ? 1.4.3 approval
search    > 2.0.0 verifying                    1.9.0 24h silent
          + 2.0.1 waiting                      = on hold
                                               x 1.9.9 failed

Waiting for approval
  checkout prod  1.4.3: 1 of 2 approvals from release-managers
                 towpath approve checkout prod --as <person>

On hold
  search prod  by anna: sale until Sunday

Did not get through
  search prod  1.9.9: prod-eu-1 fails: timeout
`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('shows problems of pipeline files in the lines that they are laid out in', async () => {
    const problems = ['.towpath/a.yaml:3:1: unknown key "stage"\n  3 | stage:\n    | ^^^^^\n'];
    const { stdout } = await towpath(['status'], { 'GET /api/fleet': { ...FLEET, pipelines: [], problems } });
    expect(stdout).toBe(`\
There is no pipeline yet. Commit a pipeline file under .towpath/.

Problems in pipeline files
  .towpath/a.yaml:3:1: unknown key "stage"
    3 | stage:
      | ^^^^^
`);
  });

  it('names Towpath where it put a stage on hold itself', async () => {
    const [dev] = CHECKOUT.stages;
    const hold = { by: 'towpath', reason: '1.4.2 failed', at: FLEET.at };
    const pipelines = [{ ...CHECKOUT, stages: [{ ...dev, hold }] }];
    const fleet = await towpath(['status'], { 'GET /api/fleet': { ...FLEET, pipelines } });
    expect(fleet.stdout).toContain('checkout dev  by Towpath: 1.4.2 failed\n');
    const one = await towpath(['status', 'checkout'], { 'GET /api/pipelines/checkout': pipelines[0] });
    expect(one.stdout).toMatch(
      /on hold +by Towpath since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: 1.4.2 failed\n/,
    );
  });

  it('does not count being superseded as a failure', async () => {
    const [dev] = CHECKOUT.stages;
    const lastFailure = { promotion: 'p', tag: '1.0.0', status: 'superseded', reason: 'r', at: FLEET.at };
    const pipelines = [{ ...CHECKOUT, stages: [{ ...dev, lastFailure }] }];
    const { stdout } = await towpath(['status'], { 'GET /api/fleet': { ...FLEET, pipelines } });
    expect(stdout).toBe('PIPELINE  DEV\ncheckout  1.4.3 4m healthy\n');
  });

  it('shows one pipeline with the ids that other commands take', async () => {
    const { stdout } = await towpath(['status', 'checkout'], { 'GET /api/pipelines/checkout': CHECKOUT });
    expect(stdout).toBe(`\
checkout  .towpath/checkout.yaml at c0ffee0
  checkout  111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/checkout  semver >=1.0.0

dev
  release  1.4.3 for 4m (checkout_0f1e2d3c4b5a)
  dev-eu-1  healthy  4m  ReconciliationSucceeded: applied

staging  after dev
  release  1.4.3 for 2m (checkout_0f1e2d3c4b5a)
  staging-eu-1  healthy  4m  ReconciliationSucceeded: applied

prod  after staging
  release    1.4.2 for 9d (checkout_142)
  under way  1.4.3 gated: 1 of 2 approvals from release-managers (checkout_prod_0f1e2d3c4b5a_1)
  gate       2 approvals from release-managers
  prod-eu-1  healthy  4m  ReconciliationSucceeded: applied
  prod-us-1  failing  4m  HealthCheckFailed: timeout
  prod-ap-1  healthy  4m  ReconciliationSucceeded: applied
`);
  });

  it("prints exactly the API's answer with --json, before or after the command", async () => {
    for (const argv of [
      ['status', '--json'],
      ['--json', 'status'],
    ]) {
      const { stdout } = await towpath(argv, FLEET_ANSWER);
      expect(JSON.parse(stdout)).toEqual(FLEET);
    }
  });

  it('is coloured on a terminal only, and not where NO_COLOR asks for none', async () => {
    const csi = '\u001b[';
    const coloured = await towpath(['status'], FLEET_ANSWER, { terminal: 80 });
    const refused = await towpath(['status'], FLEET_ANSWER, { terminal: 80, env: { ...ENV, NO_COLOR: '1' } });
    const piped = await towpath(['status'], FLEET_ANSWER);
    expect(coloured.stdout).toContain(`${csi}31m1/3 failing${csi}39m`);
    expect(refused.stdout).not.toContain(csi);
    expect(piped.stdout).not.toContain(csi);
  });

  it('lets no escape sequence from outside reach the terminal', async () => {
    const sentence = 'Failed: \u001b]0;owned\u0007\nsecond line \u202e';
    const stages = [stage('dev', { targets: [target('dev-eu-1', { sentence })] })];
    const evil = { ...CHECKOUT, stages };
    const { stdout } = await towpath(['status', 'checkout'], { 'GET /api/pipelines/checkout': evil });
    expect(stdout).toContain('Failed:  ]0;owned second line\n');
  });
});
