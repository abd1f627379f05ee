import { describe, expect, it } from 'vitest';
import { CHECKOUT, EXPLANATION, IN_PROD, PROMOTION, RELEASE, release, summary } from '../answers.ts';
import { ENV, towpath } from '../harness.ts';

const PROMOTION_ANSWER = { [`GET /api/promotions/${IN_PROD}`]: PROMOTION };
const RELEASE_ANSWER = {
  [`GET /api/releases/${RELEASE}`]: release([
    { stage: 'dev', promotion: summary({ id: 'checkout_dev_1', status: 'promoted' }), sentence: '' },
    { stage: 'prod', promotion: summary(), sentence: '1 of 2 approvals from release-managers' },
    { stage: 'archive', sentence: 'not there yet' },
  ]),
};

describe('towpath promotion', () => {
  it('shows what happened, when, how long after the step before, who and which commit', async () => {
    const { stdout } = await towpath(['promotion', IN_PROD], PROMOTION_ANSWER);
    expect(stdout).toBe(`\
checkout 1.4.3 to prod: gated  (checkout_prod_0f1e2d3c4b5a_1)
  1 of 2 approvals from release-managers
2026-11-20
22:05:01Z    +0.0s  1.4.3 asks for prod
22:05:01Z    +0.4s  has prod
22:09:13Z   +4m11s  anna: approved prod by cli: fine
2026-11-21
00:12:00Z   +2h02m  wave 1 of prod committed: apps/checkout/overlays/prod-eu-1/kustomization.yaml [c0ffee0]

prod now
  prod-eu-1  healthy  4m  ReconciliationSucceeded: applied

Why it does not move: towpath explain checkout prod
`);
  });

  it('is wrapped to the width of the terminal', async () => {
    const env = { ...ENV, NO_COLOR: '1' };
    const { stdout } = await towpath(['promotion', IN_PROD], PROMOTION_ANSWER, { terminal: 80, env });
    expect(stdout).toContain(`\
00:12:00Z   +2h02m  wave 1 of prod committed:
                    apps/checkout/overlays/prod-eu-1/kustomization.yaml
                    [c0ffee0]
`);
  });

  it('says where its pull request is, and how that is', async () => {
    const pullRequest = { id: '7', state: 'open', url: 'https://codecommit.example.com/7' } as const;
    const answer = { [`GET /api/promotions/${IN_PROD}`]: { ...PROMOTION, pullRequest } };
    expect((await towpath(['promotion', IN_PROD], answer)).stdout).toContain(
      'pull request 7, open: https://codecommit.example.com/7\n',
    );
  });

  it('leaves out the clusters once the promotion has ended: they speak of today', async () => {
    const ended = { ...PROMOTION, endedAt: '2026-11-20T23:00:00.000Z' };
    const { stdout } = await towpath(['promotion', IN_PROD], { [`GET /api/promotions/${IN_PROD}`]: ended });
    expect(stdout).not.toContain('prod now');
  });
});

describe('towpath release', () => {
  it('shows how far a release has come', async () => {
    const { stdout } = await towpath(['release', RELEASE], RELEASE_ANSWER);
    expect(stdout).toBe(`\
checkout_0f1e2d3c4b5a  1.4.3, latest  created 2026-11-20 22:05:00 UTC
  registry/checkout
  sha256:abc

STAGE    STATUS    SINCE  PROMOTION
dev      promoted  2m     checkout_dev_1
prod     gated     2m     checkout_prod_0f1e2d3c4b5a_1
                          1 of 2 approvals from release-managers
archive  -                not there yet
`);
  });

  it('is found by pipeline and tag while a stage has it', async () => {
    const answers = { ...RELEASE_ANSWER, 'GET /api/pipelines/checkout': CHECKOUT };
    const { code, requests } = await towpath(['release', 'checkout@1.4.3'], answers);
    expect(code).toBe(0);
    expect(requests.at(-1)?.url).toBe(`http://towpath.test/api/releases/${RELEASE}`);
  });

  it('is found by pipeline and tag when its last promotion failed', async () => {
    const [dev] = CHECKOUT.stages;
    const lastFailure = { promotion: IN_PROD, tag: '1.4.4', status: 'failed', reason: 'r', at: '' };
    const answers = {
      ...RELEASE_ANSWER,
      ...PROMOTION_ANSWER,
      'GET /api/pipelines/checkout': { ...CHECKOUT, stages: [{ ...dev, lastFailure }] },
    };
    const { requests } = await towpath(['release', 'checkout@1.4.4'], answers);
    expect(requests.at(-1)?.url).toBe(`http://towpath.test/api/releases/${RELEASE}`);
  });

  it('is not found by a tag that no stage knows', async () => {
    const answers = { 'GET /api/pipelines/checkout': CHECKOUT };
    const { code, stderr } = await towpath(['release', 'checkout@9.9.9'], answers);
    expect(code).toBe(3);
    expect(stderr).toBe(
      'towpath: No stage of checkout has 9.9.9 or waits for it. Older releases have an id only; see: towpath ledger --pipeline checkout --json\n',
    );
  });
});

describe('towpath explain', () => {
  it('says why a stage does not move, and what would move it', async () => {
    const { stdout } = await towpath(['explain', 'checkout', 'prod'], {
      'GET /api/pipelines/checkout/stages/prod/explanation': EXPLANATION,
    });
    expect(stdout).toBe(`\
checkout prod  1.4.3: 1 of 2 approvals from release-managers

  closed  approval  1 of 2 approvals from release-managers
  open    freeze    no freeze now

What would move it
  towpath approve checkout prod --as <person> --reason "..."
`);
  });

  it('says no more than the state where nothing was looked at', async () => {
    const idle = { ...EXPLANATION, summary: 'prod has no release yet', because: [], next: [] };
    const { stdout } = await towpath(['explain', 'checkout', 'prod'], {
      'GET /api/pipelines/checkout/stages/prod/explanation': idle,
    });
    expect(stdout).toBe('checkout prod  prod has no release yet\n');
  });
});
