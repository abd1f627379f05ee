import { beforeEach, describe, expect, it } from 'vitest';
import { checkHealth } from '../../../src/app/check-health.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { completePromotion } from '../../../src/app/complete-promotion.ts';
import { decide } from '../../../src/app/decide.ts';
import { failPromotion, reasonOf } from '../../../src/app/fail-promotion.ts';
import { holdStage } from '../../../src/app/hold-stage.ts';
import { inParallel } from '../../../src/app/in-parallel.ts';
import { aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { active, aFleet, promotionsOf, push, report } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { ask, commit, of, promote } from './steps.ts';

let fleet: Fakes;
const types = () => fleet.ledger.entries('checkout').map(({ type }) => type);

describe('the end of a promotion', () => {
  it('lets the next stage begin, and gives its own stage on', async () => {
    fleet = await aFleet();
    const older = await push(fleet, '1.0.0', 'a');
    await commit(fleet, 'dev');
    const newer = await push(fleet, '1.1.0', 'b');
    await report(fleet, 'dev-eu-1');
    expect(await checkHealth(fleet.ports, of(fleet, 'dev'))).toMatchObject({ verdict: 'ended' });
    expect(types().slice(-5)).toEqual([
      'wave-healthy',
      'promotion-succeeded',
      'promotion-requested',
      'stage-acquired',
      'stage-acquired',
    ]);
    expect(active(fleet, 'staging').release).toBe(older);
    expect(active(fleet, 'dev').release).toBe(newer);
    expect(fleet.workflow.started.map(({ promotion }) => promotion)).toContain(active(fleet, 'staging').id);
  });

  it('is followed up by another run where the one that recorded it died', async () => {
    fleet = await aFleet();
    await push(fleet, '1.0.0', 'a');
    const promotion = of(fleet, 'dev');
    await commit(fleet, 'dev');
    await report(fleet, 'dev-eu-1');
    fleet.interruptions.interrupt('ledger.append', 'after');
    await expect(checkHealth(fleet.ports, promotion)).rejects.toThrow('interrupted');
    expect(await checkHealth(fleet.ports, promotion)).toMatchObject({ verdict: 'last-wave' });
    const recorded = fleet.ledger.state('checkout');
    await completePromotion(fleet.ports, promotion);
    expect(fleet.ledger.state('checkout')).toEqual(recorded);
    expect(fleet.workflow.started.map(({ promotion }) => promotion)).toContain(active(fleet, 'staging').id);
  });

  it('is a decision of its own where targets recovered with the last look', async () => {
    fleet = await aFleet();
    await push(fleet, '1.0.0', 'a');
    const promotion = of(fleet, 'dev');
    await commit(fleet, 'dev');
    await report(fleet, 'dev-eu-1', { failing: 'crash loop' });
    await checkHealth(fleet.ports, promotion);
    await report(fleet, 'dev-eu-1');
    for (let call = 0; call < 2; call += 1)
      expect(await checkHealth(fleet.ports, promotion)).toMatchObject({ verdict: 'last-wave' });
    expect(active(fleet, 'dev').id).toBe(promotion.promotion);
    await completePromotion(fleet.ports, promotion);
    expect(fleet.ledger.state('checkout').stages.dev?.current?.promotion).toBe(promotion.promotion);
  });

  it('begins nothing more where the pipeline was removed meanwhile', async () => {
    fleet = await aFleet();
    await push(fleet, '1.0.0', 'a');
    await commit(fleet, 'dev');
    await decide(fleet.ports, 'checkout', {}, (draft) =>
      draft.record({ type: 'pipeline-removed', commit: 'c' }),
    );
    await report(fleet, 'dev-eu-1');
    await checkHealth(fleet.ports, of(fleet, 'dev'));
    expect(fleet.ledger.state('checkout').stages.staging).toBeUndefined();
  });

  it('keeps the definition that it began with', async () => {
    fleet = await aFleet();
    await push(fleet, '1.0.0', 'a');
    await fleet.ledger.putDefinition(
      'v2',
      aPipeline({ stages: [aStage('dev', { waves: [[aTarget('other')]] })] }),
    );
    const head = { version: 'v2', commit: 'c', file: 'f', images: [] };
    await decide(fleet.ports, 'checkout', {}, (draft) => draft.record({ type: 'pipeline-defined', ...head }));
    await commit(fleet, 'dev');
    expect(active(fleet, 'dev').commits[0]?.files).toEqual([
      'apps/checkout/overlays/dev-eu-1/kustomization.yaml',
    ]);
  });
});

describe('the failure of a promotion', () => {
  beforeEach(async () => {
    fleet = await aFleet();
    await push(fleet, '1.0.0', 'a');
  });

  it('withdraws the change that waits, so that it is never committed', async () => {
    await ask(fleet, 'dev');
    await failPromotion(fleet.ports, { ...of(fleet, 'dev'), error: 'States.Timeout', cause: '' });
    await commitChanges(fleet.ports);
    expect(fleet.repository.log()).toHaveLength(1);
    expect(fleet.ledger.state('checkout').stages.dev?.hold?.reason).toMatch(
      /^1\.0\.0 failed: A step took longer/,
    );
  });

  it('at a gate is a rejection, and holds nothing', async () => {
    await failPromotion(fleet.ports, {
      ...of(fleet, 'dev'),
      error: 'GateRefused',
      cause: 'rejected by alice',
    });
    expect(promotionsOf(fleet, 'dev')).toMatchObject([{ status: 'rejected', reason: 'rejected by alice' }]);
    expect(fleet.ledger.state('checkout').stages.dev?.hold).toBeUndefined();
  });

  it('after the promotion has ended changes nothing', async () => {
    const ended = of(fleet, 'dev');
    await promote(fleet, 'dev');
    const before = fleet.ledger.state('checkout');
    await failPromotion(fleet.ports, { ...ended, error: 'States.ALL', cause: 'late' });
    expect(fleet.ledger.state('checkout')).toEqual(before);
  });

  it('of a commit that lands later is still recorded', async () => {
    await ask(fleet, 'dev');
    const { id } = active(fleet, 'dev');
    fleet.interruptions.before('repository.commit', () =>
      failPromotion(fleet.ports, { pipeline: 'checkout', promotion: id, error: 'States.Timeout', cause: '' }),
    );
    await commitChanges(fleet.ports);
    const [promotion] = promotionsOf(fleet, 'dev');
    expect(promotion).toMatchObject({
      status: 'failed',
      commits: [{ commit: await fleet.repository.tip() }],
    });
  });

  it.each([
    ['States.Timeout', '', 'A step took longer than it may; see the execution in Step Functions.'],
    [
      'TypeError',
      '{"errorType":"TypeError","errorMessage":"x is not a function"}',
      'TypeError: x is not a function',
    ],
    ['TargetsUnhealthy', 'prod-eu-1 fails', 'prod-eu-1 fails'],
    ['Lambda.Unknown', '', 'Lambda.Unknown'],
    ['Odd', '"text"', '"text"'],
  ])('%s says what a person understands', (error, cause, reason) => {
    expect(reasonOf({ error, cause })).toBe(reason);
  });

  it('of an unknown promotion names it', async () => {
    const failed = failPromotion(fleet.ports, {
      pipeline: 'checkout',
      promotion: 'x',
      error: 'E',
      cause: '',
    });
    await expect(failed).rejects.toThrow('There is no promotion x. See: towpath status');
  });
});

describe('a decision', () => {
  it('is made again when somebody else was first', async () => {
    fleet = await aFleet();
    fleet.interruptions.before('ledger.append', () => push(fleet, '1.0.0', 'a'));
    await holdStage(fleet.ports, { pipeline: 'checkout', stage: 'dev', person: 'alice', reason: 'incident' });
    expect(types()).toEqual([
      'pipeline-defined',
      'release-created',
      'promotion-requested',
      'stage-acquired',
      'stage-held',
    ]);
  });

  it('gives up when it always loses', async () => {
    fleet = await aFleet();
    const lost = {
      ...fleet.ports,
      ledger: {
        ...fleet.ports.ledger,
        read: fleet.ports.ledger.read,
        append: async () => 'conflict' as const,
      },
    };
    const made = decide(lost as never, 'checkout', {}, (draft) =>
      draft.record({ type: 'pipeline-removed', commit: 'c' }),
    );
    await expect(made).rejects.toThrow(
      'checkout: lost the race for the next ledger entry 30 times in a row.',
    );
  });

  it('needs the definition that it is made on', async () => {
    fleet = await aFleet();
    await push(fleet, '1.0.0', 'a');
    fleet.ledger.tamper('checkout', (state) => ({
      ...state,
      definition: { ...state.definition!, version: 'v9' },
    }));
    await expect(completePromotion(fleet.ports, of(fleet, 'dev'))).rejects.toThrow(
      'The definition v9 of checkout is not in the table.',
    );
  });
});

it('runs a few things at a time, and keeps their order', async () => {
  let running = 0;
  let most = 0;
  const run = async (item: number) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    return item * 2;
  };
  const items = Array.from({ length: 40 }, (_, index) => index);
  expect(await inParallel(items, run)).toEqual(items.map((item) => item * 2));
  expect(most).toBe(16);
});
