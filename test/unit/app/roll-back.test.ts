import { beforeEach, describe, expect, it } from 'vitest';
import { castVote } from '../../../src/app/cast-vote.ts';
import { checkGates } from '../../../src/app/check-gates.ts';
import { checkHealth } from '../../../src/app/check-health.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import { holdStage } from '../../../src/app/hold-stage.ts';
import { liftMark, promote as promoteByHand } from '../../../src/app/promote.ts';
import { rollBack } from '../../../src/app/roll-back.ts';
import { stop } from '../../../src/app/stop.ts';
import { aDigest, anApproval, aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { active, aFleet, anOverlay, overlayPath, push, report } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { ask, commit, of, passWave, promote } from './steps.ts';

const by = { person: 'alice', reason: 'checkout fails in Safari' };
let fleet: Fakes;
let good: string;

const overlay = () => fleet.repository.files()[overlayPath('dev-eu-1')];
const stage = () => fleet.ledger.state('checkout').stages.dev;

/** Commits the rollback that has the stage, and lets its target report health. */
async function finishRollback(): Promise<void> {
  await commit(fleet, 'dev');
  await report(fleet, 'dev-eu-1');
  await checkHealth(fleet.ports, of(fleet, 'dev'));
}

beforeEach(async () => {
  fleet = await aFleet(aPipeline({ stages: [aStage('dev', { onFailure: 'rollback' })] }));
  good = await push(fleet, '1.0.0', 'a');
  await promote(fleet, 'dev');
});

describe('a failure where the pipeline says rollback', () => {
  const fail = () =>
    failPromotion(fleet.ports, { ...of(fleet, 'dev'), error: 'TargetsUnhealthy', cause: 'dev-eu-1 crashes' });

  it('puts the last healthy release back, whatever is held or stopped, and leaves the stage on hold', async () => {
    await push(fleet, '1.1.0', 'b');
    await commit(fleet, 'dev');
    expect(overlay()).toBe(anOverlay('1.1.0', aDigest('b')));
    await holdStage(fleet.ports, { pipeline: 'checkout', stage: 'dev', person: 'bob', reason: 'look' });
    await stop(fleet.ports, { scope: { kind: 'everything' }, person: 'bob', reason: 'look' });
    await fail();
    expect(fleet.workflow.started.at(-1)?.promotion).toMatch(/_rb$/);
    await finishRollback();
    expect(overlay()).toBe(anOverlay('1.0.0', aDigest('a')));
    expect(stage()).toMatchObject({ current: { release: good }, hold: { reason: 'rolled back to 1.0.0' } });
  });

  it('puts back what a commit wrote that was under way when its execution gave it up', async () => {
    await push(fleet, '1.1.0', 'b');
    await ask(fleet, 'dev');
    fleet.interruptions.before('repository.commit', () =>
      failPromotion(fleet.ports, { ...of(fleet, 'dev'), error: 'States.Timeout', cause: '' }),
    );
    await commitChanges(fleet.ports);
    expect(overlay()).toBe(anOverlay('1.1.0', aDigest('b')));
    await finishRollback();
    expect(overlay()).toBe(anOverlay('1.0.0', aDigest('a')));
  });

  it('puts back the waves that were written when somebody rejects the others', async () => {
    const waves = [[aTarget('dev-eu-1')], [aTarget('dev-us-1')]];
    const gates = [anApproval({ quorum: 1 })];
    fleet = await aFleet(aPipeline({ stages: [aStage('dev', { onFailure: 'rollback', waves, gates })] }));
    const cast = (verdict: 'approve' | 'reject') =>
      castVote(fleet.ports, {
        ...{ pipeline: 'checkout', stage: 'dev', verdict, reason: 'as I see it', via: 'cli' },
        identity: { kind: 'local', person: verdict === 'approve' ? 'alice' : 'bob' },
      });
    await push(fleet, '1.0.0', 'a');
    await cast('approve');
    for (const cluster of ['dev-eu-1', 'dev-us-1']) await passWave(fleet, 'dev', [cluster]);

    await push(fleet, '1.1.0', 'b');
    await cast('approve');
    await passWave(fleet, 'dev', ['dev-eu-1']);
    await cast('reject');
    const verdict = await checkGates(fleet.ports, of(fleet, 'dev'));
    expect(verdict).toMatchObject({ Error: 'GateRefused' });
    await failPromotion(fleet.ports, {
      ...of(fleet, 'dev'),
      error: 'GateRefused',
      cause: verdict.Cause ?? '',
    });
    expect(active(fleet, 'dev')).toMatchObject({
      rollback: { overlays: ['apps/checkout/overlays/dev-eu-1'] },
    });
    await finishRollback();
    expect(overlay()).toBe(anOverlay('1.0.0', aDigest('a')));
    expect(stage()?.hold?.reason).toBe('rolled back to 1.0.0');
  });

  it('is committed before other changes that wait', async () => {
    await push(fleet, '1.1.0', 'b');
    await commit(fleet, 'dev');
    await fail();
    const { changes, repository, clock } = fleet.ports;
    const requestedAt = new Date(clock.now() - 60_000).toISOString();
    const older = {
      id: 'older',
      branchKey: repository.branchKey,
      pipeline: 'checkout',
      promotion: 'p',
      wave: 0,
      edits: [],
      requestedAt,
      token: 't',
    };
    await changes.request(older);
    await changes.request({
      ...older,
      id: 'rollback',
      urgent: true,
      requestedAt: new Date(clock.now()).toISOString(),
    });
    expect((await changes.waiting(repository.branchKey)).map(({ id }) => id)).toEqual(['rollback', 'older']);
  });

  it('keeps the bad release away until somebody lifts the mark', async () => {
    const bad = await push(fleet, '1.1.0', 'b');
    await commit(fleet, 'dev');
    await fail();
    await finishRollback();
    await push(fleet, '1.1.0', 'b');
    expect(stage()?.active).toBeUndefined();
    const again = { release: bad, stage: 'dev', person: 'alice' };
    await expect(promoteByHand(fleet.ports, again)).rejects.toThrow('is marked as bad: 1.1.0 failed in dev');
    await liftMark(fleet.ports, { release: bad, ...by });
    const { promotion } = await promoteByHand(fleet.ports, again);
    expect(active(fleet, 'dev')).toMatchObject({ id: promotion, attempt: 2 });
    expect(await checkGates(fleet.ports, of(fleet, 'dev'))).toMatchObject({ verdict: 'closed' });
    await expect(liftMark(fleet.ports, { release: bad, ...by })).rejects.toThrow('is not marked as bad');
  });
});

describe('a rollback by hand', () => {
  it('takes away what is coming, and pre-empts it', async () => {
    const bad = await push(fleet, '1.1.0', 'b');
    await commit(fleet, 'dev');
    await rollBack(fleet.ports, { pipeline: 'checkout', stage: 'dev', ...by });
    expect(active(fleet, 'dev')).toMatchObject({
      release: good,
      rollback: {},
      requestedBy: { name: 'alice' },
    });
    await finishRollback();
    expect(overlay()).toBe(anOverlay('1.0.0', aDigest('a')));
    expect((await fleet.ledger.read('checkout', { releases: [bad] })).releases[bad]?.mark?.reason).toBe(
      by.reason,
    );
  });

  it('takes away what failed and is still in the overlays', async () => {
    fleet = await aFleet(aPipeline({ stages: [aStage('dev', { onFailure: 'hold' })] }));
    good = await push(fleet, '1.0.0', 'a');
    await promote(fleet, 'dev');
    await push(fleet, '1.1.0', 'b');
    await commit(fleet, 'dev');
    await failPromotion(fleet.ports, { ...of(fleet, 'dev'), error: 'TargetsUnhealthy', cause: 'crashes' });
    await rollBack(fleet.ports, { pipeline: 'checkout', stage: 'dev', ...by });
    expect(active(fleet, 'dev')).toMatchObject({ release: good, attempt: 2 });
    await finishRollback();
    expect(overlay()).toBe(anOverlay('1.0.0', aDigest('a')));
  });

  it('goes back to what was there before when nothing is coming, or to the release that is named', async () => {
    await push(fleet, '1.1.0', 'b');
    await promote(fleet, 'dev');
    await rollBack(fleet.ports, { pipeline: 'checkout', stage: 'dev', to: good, ...by });
    await expect(rollBack(fleet.ports, { pipeline: 'checkout', stage: 'dev', ...by })).rejects.toThrow(
      'is being rolled back to 1.0.0 already',
    );
    await finishRollback();
    expect(stage()).toMatchObject({ current: { release: good }, hold: { reason: 'rolled back to 1.0.0' } });
  });

  it('is refused without a reason, without an earlier release, and to one that never passed the stage', async () => {
    const order = { pipeline: 'checkout', stage: 'dev', ...by };
    await expect(rollBack(fleet.ports, { ...order, reason: '' })).rejects.toThrow('needs a reason');
    await expect(rollBack(fleet.ports, order)).rejects.toThrow('has no earlier release to roll back to');
    await expect(rollBack(fleet.ports, { ...order, to: 'checkout_nothing' })).rejects.toThrow(
      'There is no release checkout_nothing',
    );
    const coming = await push(fleet, '1.1.0', 'b');
    await expect(rollBack(fleet.ports, { ...order, to: coming })).rejects.toThrow('has never passed dev');
    await expect(rollBack(fleet.ports, { ...order, stage: 'qa', to: good })).rejects.toThrow(
      'has no stage qa',
    );
  });
});

describe('a promotion by hand', () => {
  it('tries a failed release again and writes only what is not there yet', async () => {
    fleet = await aFleet(aPipeline({ stages: [aStage('dev', { onFailure: 'continue' })] }));
    const release = await push(fleet, '1.0.0', 'a');
    await commit(fleet, 'dev');
    await failPromotion(fleet.ports, { ...of(fleet, 'dev'), error: 'TargetsUnhealthy', cause: 'silent' });
    await promoteByHand(fleet.ports, { release, stage: 'dev', person: 'alice' });
    const commits = fleet.repository.log().length;
    await commit(fleet, 'dev');
    await commitChanges(fleet.ports);
    expect(fleet.repository.log()).toHaveLength(commits);
    expect(active(fleet, 'dev')).toMatchObject({
      attempt: 2,
      status: 'verifying',
      commits: [{ changed: false }],
    });
  });

  it('skips no stage, and asks for nothing twice', async () => {
    fleet = await aFleet(aPipeline({ stages: [aStage('dev'), aStage('prod', { after: ['dev'] })] }));
    const release = await push(fleet, '1.0.0', 'a');
    const order = { release, stage: 'prod', person: 'alice' };
    await expect(promoteByHand(fleet.ports, order)).rejects.toThrow(
      'has not passed dev, which prod comes after',
    );
    await expect(promoteByHand(fleet.ports, { ...order, stage: 'dev' })).rejects.toThrow(
      'is under way already',
    );
    await expect(promoteByHand(fleet.ports, { ...order, stage: 'qa' })).rejects.toThrow('has no stage qa');
    await expect(promoteByHand(fleet.ports, { ...order, release: 'checkout_x' })).rejects.toThrow(
      'no release checkout_x',
    );
    await expect(liftMark(fleet.ports, { release: 'checkout_x', ...by })).rejects.toThrow(
      'no release checkout_x',
    );
    await expect(liftMark(fleet.ports, { release, person: 'alice', reason: '' })).rejects.toThrow(
      'needs a reason',
    );
  });
});
