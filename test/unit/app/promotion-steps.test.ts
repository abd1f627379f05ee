import { beforeEach, describe, expect, it } from 'vitest';
import { checkGates } from '../../../src/app/check-gates.ts';
import { checkHealth } from '../../../src/app/check-health.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import { holdStage } from '../../../src/app/hold-stage.ts';
import { requestChange } from '../../../src/app/request-change.ts';
import { aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { active, aFleet, promotionsOf, push, report } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { ask, commit, of, passGates, passWave } from './steps.ts';

const twoWaves = () =>
  aPipeline({
    stages: [aStage('prod', { waves: [[aTarget('prod-eu-1')], [aTarget('prod-us-1')]], soakMs: 60_000 })],
  });

let fleet: Fakes;
const types = () => fleet.ledger.entries('checkout').map(({ type }) => type);
const minutes = (count: number) => fleet.clock.advance(count * 60_000);

describe('the look at the gates', () => {
  beforeEach(async () => {
    fleet = await aFleet();
    await push(fleet, '1.0.0', 'a');
  });

  it('records what it found once, however often it looks', async () => {
    await holdStage(fleet.ports, { pipeline: 'checkout', stage: 'dev', person: 'alice', reason: 'incident' });
    const before = types().length;
    const verdicts = [
      await checkGates(fleet.ports, of(fleet, 'dev')),
      await checkGates(fleet.ports, of(fleet, 'dev')),
    ];
    expect(verdicts).toMatchObject([{ verdict: 'closed' }, { verdict: 'closed' }]);
    expect(types().slice(before)).toEqual(['gates-closed']);
  });

  it('looks again after a week where nothing but an event can open a gate', async () => {
    await holdStage(fleet.ports, { pipeline: 'checkout', stage: 'dev', person: 'alice', reason: 'incident' });
    const { timeoutSeconds, until } = await checkGates(fleet.ports, of(fleet, 'dev'));
    expect([timeoutSeconds, until]).toEqual([7 * 24 * 3600, '2026-11-27T12:00:00.000Z']);
  });

  it('that comes late takes nothing back', async () => {
    const late = of(fleet, 'dev');
    for (const go of [() => passGates(fleet, 'dev'), () => commit(fleet, 'dev')]) {
      await go();
      const before = fleet.ledger.state('checkout');
      expect(await checkGates(fleet.ports, late)).toMatchObject({ verdict: 'open' });
      expect(fleet.ledger.state('checkout')).toEqual(before);
    }
    await report(fleet, 'dev-eu-1');
    await checkHealth(fleet.ports, late);
    expect(await checkGates(fleet.ports, late)).toMatchObject({ verdict: 'ended' });
  });

  it('lets no promotion write that does not have the stage: it is queued', async () => {
    await passGates(fleet, 'dev');
    await push(fleet, '1.1.0', 'b');
    const promotion = promotionsOf(fleet, 'dev')[1]?.id ?? '';
    const before = fleet.ledger.state('checkout');
    const looked = await checkGates(fleet.ports, { pipeline: 'checkout', promotion });
    expect(looked).toMatchObject({ verdict: 'queued' });
    expect(fleet.ledger.state('checkout')).toEqual(before);
  });

  it('says how long the targets have, from the commit on', async () => {
    const late = of(fleet, 'dev');
    expect(await checkGates(fleet.ports, late)).toMatchObject({ timeoutSeconds: 900, until: '' });
    expect(await checkGates(fleet.ports, late)).toMatchObject({ timeoutSeconds: 900, until: '' });
  });
});

describe('the request for a commit', () => {
  it('keeps the time of the first, and takes the token of the last', async () => {
    fleet = await aFleet();
    await push(fleet, '1.0.0', 'a');
    await ask(fleet, 'dev');
    minutes(1);
    await requestChange(fleet.ports, { ...of(fleet, 'dev'), token: 'second' });
    expect(await fleet.changes.waiting('fleet#main')).toMatchObject([
      { token: 'second', requestedAt: '2026-11-20T12:00:00.000Z' },
    ]);
  });

  it('is answered at once where the wave is committed already', async () => {
    fleet = await aFleet();
    await push(fleet, '1.0.0', 'a');
    await commit(fleet, 'dev');
    await requestChange(fleet.ports, { ...of(fleet, 'dev'), token: 'late' });
    expect(fleet.workflow.answered).toEqual(['checkout/dev', 'late']);
  });
});

describe('the look at health', () => {
  beforeEach(async () => {
    fleet = await aFleet(twoWaves());
    await push(fleet, '1.0.0', 'a');
  });

  it('waits for the report, then for the soak, then goes on wave by wave', async () => {
    await commit(fleet, 'prod');
    expect(await checkHealth(fleet.ports, of(fleet, 'prod'))).toMatchObject({
      verdict: 'waiting',
      timeoutSeconds: 900,
    });
    await report(fleet, 'prod-eu-1');
    expect(await checkHealth(fleet.ports, of(fleet, 'prod'))).toMatchObject({
      verdict: 'waiting',
      timeoutSeconds: 60,
    });
    minutes(1);
    expect(await checkHealth(fleet.ports, of(fleet, 'prod'))).toMatchObject({ verdict: 'next-wave' });
    expect(active(fleet, 'prod').commits[0]?.healthy?.targets).toEqual([
      {
        cluster: 'prod-eu-1',
        overlay: 'apps/checkout/overlays/prod-eu-1',
        revision: await fleet.repository.tip(),
        reportedAt: '2026-11-20T12:00:01.000Z',
      },
    ]);
    await passWave(fleet, 'prod', ['prod-us-1']);
    minutes(1);
    const promotion = of(fleet, 'prod');
    expect(await checkHealth(fleet.ports, promotion)).toMatchObject({ verdict: 'ended' });
    const { stages } = fleet.ledger.state('checkout');
    expect(stages.prod?.current).toMatchObject({ promotion: promotion.promotion });
  });

  it('that comes late leaves the watches of the next wave alone', async () => {
    await passWave(fleet, 'prod', ['prod-eu-1']);
    minutes(1);
    await checkHealth(fleet.ports, of(fleet, 'prod'));
    const nextWave = {
      agent: { cluster: 'prod-us-1', namespace: 'flux-system', name: 'checkout' },
      ...of(fleet, 'prod'),
      wave: 1,
      overlay: 'apps/checkout/overlays/prod-us-1',
    };
    fleet.interruptions.before('health.unwatch', () => fleet.health.watch([nextWave]));
    expect(await checkHealth(fleet.ports, of(fleet, 'prod'))).toMatchObject({ verdict: 'next-wave' });
    expect(fleet.health.watches()).toEqual([nextWave]);
  });

  it('fails the wave at its deadline, and says who was silent', async () => {
    await commit(fleet, 'prod');
    minutes(15);
    expect(await checkHealth(fleet.ports, of(fleet, 'prod'))).toMatchObject({
      verdict: 'failed',
      Error: 'TargetsUnhealthy',
      Cause: 'no report from prod-eu-1 since 2026-11-20 12:00 UTC',
    });
  });

  it('fails the wave when a target goes on failing past the grace, and says what its agent said', async () => {
    await commit(fleet, 'prod');
    await report(fleet, 'prod-eu-1', { failing: 'Deployment/checkout crash loops' });
    expect(await checkHealth(fleet.ports, of(fleet, 'prod'))).toMatchObject({
      verdict: 'waiting',
      timeoutSeconds: 60,
    });
    minutes(1);
    expect(await checkHealth(fleet.ports, of(fleet, 'prod'))).toMatchObject({
      verdict: 'failed',
      Cause: expect.stringMatching(/^prod-eu-1 has been failing since .*Deployment\/checkout crash loops$/),
    });
    expect(types()).toContain('target-failing');
  });

  it('has nothing to judge once the promotion has ended', async () => {
    const ended = of(fleet, 'prod');
    await failPromotion(fleet.ports, { ...ended, error: 'Broken', cause: 'broken' });
    expect(await checkHealth(fleet.ports, ended)).toMatchObject({ verdict: 'ended' });
  });
});
