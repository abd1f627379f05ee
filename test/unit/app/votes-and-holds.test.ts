import { beforeEach, describe, expect, it } from 'vitest';
import type { Ballot } from '../../../src/app/ballot.ts';
import { castVote } from '../../../src/app/cast-vote.ts';
import { checkGates } from '../../../src/app/check-gates.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import { holdStage, liftHold } from '../../../src/app/hold-stage.ts';
import { anApproval, aPipeline, aStage } from '../../builders/pipeline.ts';
import { active, aFleet, push } from '../../fakes/fleet.ts';
import { createFakes, type Fakes } from '../../fakes/index.ts';
import { of, passGates } from './steps.ts';

let fleet: Fakes;
beforeEach(async () => {
  const gates = [anApproval({ quorum: 2 })];
  fleet = await aFleet(aPipeline({ stages: [aStage('prod', { gates }), aStage('free')] }));
  await push(fleet, '1.0.0', 'a');
  await fleet.waits.put({ promotion: active(fleet, 'prod').id, for: 'gates', token: 'gates' });
});

describe('a vote', () => {
  const vote = ({ person = 'alice', ...ballot }: Partial<Ballot> & { person?: string } = {}) =>
    castVote(fleet.ports, {
      pipeline: 'checkout',
      stage: 'prod',
      identity: { kind: 'local', person },
      verdict: 'approve',
      reason: 'looks good',
      via: 'cli',
      ...ballot,
    });

  it('is recorded with its person and way, and wakes the promotion', async () => {
    expect(await vote()).toEqual({ promotion: active(fleet, 'prod').id });
    expect(fleet.ledger.entries('checkout').at(-1)).toMatchObject({
      type: 'vote-cast',
      by: { kind: 'person', name: 'alice' },
      verdict: 'approve',
      reason: 'looks good',
      via: 'cli',
    });
    expect(fleet.workflow.answered).toEqual(['gates']);
  });

  it('makes the quorum together with others', async () => {
    await vote();
    await vote({ person: 'bob' });
    expect(await checkGates(fleet.ports, of(fleet, 'prod'))).toMatchObject({ verdict: 'open' });
  });

  it('that rejects ends the promotion with its reason', async () => {
    await vote({ verdict: 'reject', reason: 'not on a Friday' });
    expect(await checkGates(fleet.ports, of(fleet, 'prod'))).toMatchObject({
      verdict: 'failed',
      Error: 'GateRefused',
      Cause: expect.stringContaining('not on a Friday'),
    });
  });

  it.each<[string, Partial<Ballot> & { person?: string }, string]>([
    ['a rejection without a reason', { verdict: 'reject', reason: ' ' }, 'A rejection needs a reason.'],
    [
      'a stage that nothing was promoted to',
      { stage: 'moon' },
      'checkout has no stage moon, or nothing was ever',
    ],
  ])('is refused for %s, and nothing is recorded', async (_, ballot, why) => {
    const before = fleet.ledger.entries('checkout').length;
    await expect(vote(ballot)).rejects.toThrow(why);
    expect(fleet.ledger.entries('checkout')).toHaveLength(before);
  });

  it.each<[string, Partial<Ballot> & { person?: string }, string]>([
    ['of no group of the gate', { person: 'mallory' }, 'mallory is not a member of release-managers'],
    ['nobody knows', { person: 'nobody' }, 'local nobody belongs to nobody in .towpath/settings.yaml'],
    ['of a stage without approvals', { stage: 'free' }, 'stage free has no approval gate'],
    ['who saw something else', { promotion: 'checkout_prod_000000000000_1' }, 'not what you saw'],
  ])('of somebody %s is refused, and recorded once', async (_, ballot, why) => {
    const before = fleet.ledger.entries('checkout').length;
    await expect(vote(ballot)).rejects.toThrow(why);
    await expect(vote(ballot)).rejects.toThrow(why);
    const entries = fleet.ledger.entries('checkout').slice(before);
    expect(entries).toMatchObject([
      {
        type: 'vote-refused',
        verdict: 'approve',
        reason: expect.stringContaining(why),
        via: 'cli',
        identity: `local ${ballot.person ?? 'alice'}`,
        stage: ballot.stage ?? 'prod',
        promotion: expect.stringMatching(/^checkout_/),
      },
    ]);
    const isKnown = ballot.person !== 'nobody';
    expect(entries[0]?.by).toEqual(
      isKnown ? { kind: 'person', name: ballot.person ?? 'alice' } : { kind: 'towpath' },
    );
    expect(active(fleet, ballot.stage ?? 'prod').votes).toEqual([]);
  });

  it('says which identity, and which rules it counted for', async () => {
    await vote();
    expect(fleet.ledger.entries('checkout').at(-1)).toMatchObject({
      identity: 'local alice',
      rules: ['2 approvals from release-managers, not the requester'],
    });
  });

  it('counts once when its request comes twice, and the second time is no refusal', async () => {
    fleet.interruptions.interrupt('ledger.append', 'after');
    await expect(vote({ request: 'r1' })).rejects.toThrow('interrupted');
    const after = fleet.ledger.entries('checkout').length;
    expect(await vote({ request: 'r1' })).toEqual({ promotion: active(fleet, 'prod').id });
    expect(fleet.workflow.answered).toEqual(['gates']);
    expect(fleet.ledger.entries('checkout')).toHaveLength(after);
    await expect(vote({ request: 'r2' })).rejects.toThrow('alice has approved this promotion already');
    expect(fleet.ledger.entries('checkout')).toHaveLength(after);
  });

  it('does not count once its person has left the group', async () => {
    await vote();
    await vote({ person: 'bob' });
    const settings = await fleet.configuration.settings();
    const groups = [{ name: 'release-managers', members: ['alice', 'carol'] }];
    await fleet.configuration.putSettings({ ...settings!, groups });
    expect(await checkGates(fleet.ports, of(fleet, 'prod'))).toMatchObject({ verdict: 'closed' });
    await vote({ person: 'carol' });
    expect(await checkGates(fleet.ports, of(fleet, 'prod'))).toMatchObject({ verdict: 'open' });
  });

  it('of different ways at once has one outcome, whatever the order: one rejection is final', async () => {
    const votes = [
      vote({ via: 'slack' }),
      vote({ person: 'bob', verdict: 'reject', reason: 'no', via: 'console' }),
      vote({ person: 'carol' }),
    ];
    await Promise.allSettled(votes);
    expect(await checkGates(fleet.ports, of(fleet, 'prod'))).toMatchObject({
      verdict: 'failed',
      Cause: expect.stringContaining('rejected by bob'),
    });
  });

  it('on a promotion that has ended says how it ended', async () => {
    const seen = active(fleet, 'prod').id;
    await failPromotion(fleet.ports, { ...of(fleet, 'prod'), error: 'GateRefused', cause: 'not today' });
    await expect(vote({ promotion: seen })).rejects.toThrow(
      '1.0.0 is no longer on its way to prod of checkout: it is rejected (not today).',
    );
    expect(fleet.ledger.entries('checkout').at(-1)).toMatchObject({ type: 'vote-refused', promotion: seen });
  });

  it('is refused a second time, which wakes the promotion in case the first time did not', async () => {
    fleet.interruptions.interrupt('ledger.append', 'after');
    await expect(vote()).rejects.toThrow('interrupted');
    await expect(vote()).rejects.toThrow('alice has approved this promotion already');
    expect(active(fleet, 'prod').votes).toHaveLength(1);
    expect(fleet.workflow.answered).toEqual(['gates']);
  });

  it('is refused once the gates were passed', async () => {
    await passGates(fleet, 'free');
    await expect(vote({ stage: 'free' })).rejects.toThrow(
      '1.0.0 has passed the gates of free already; it is committing.',
    );
  });

  it('is refused when nothing is under way', async () => {
    await failPromotion(fleet.ports, { ...of(fleet, 'prod'), error: 'GateRefused', cause: 'no' });
    await expect(vote()).rejects.toThrow('No promotion is under way in prod of checkout');
  });

  it('is refused before there are settings', async () => {
    const { ports } = createFakes();
    const cast = castVote(ports, {
      ...of(fleet, 'prod'),
      stage: 'prod',
      identity: { kind: 'local', person: 'alice' },
      verdict: 'approve',
      reason: '',
      via: 'cli',
    });
    await expect(cast).rejects.toThrow('There are no settings yet, so nobody may vote.');
  });

  it('counts once when two people vote at the same moment', async () => {
    await Promise.all([vote(), vote({ person: 'bob' }), vote({ person: 'carol' })]);
    expect(
      active(fleet, 'prod')
        .votes.map(({ person }) => person)
        .sort(),
    ).toEqual(['alice', 'bob', 'carol']);
  });
});

describe('a hold', () => {
  const request = (stage = 'free', reason = 'incident 42') => ({
    pipeline: 'checkout',
    stage,
    person: 'alice',
    reason,
  });

  it('closes the gates of its stage until it is lifted, which wakes who waits there', async () => {
    await fleet.waits.put({ promotion: active(fleet, 'free').id, for: 'gates', token: 'free' });
    await holdStage(fleet.ports, request());
    expect(await checkGates(fleet.ports, of(fleet, 'free'))).toMatchObject({ verdict: 'closed' });
    expect(active(fleet, 'free').gates).toMatchObject([
      { gate: 'stop', state: 'open' },
      { gate: 'hold', sentence: 'held by alice since 2026-11-20 12:00 UTC: incident 42' },
    ]);
    await liftHold(fleet.ports, { ...request(), reason: 'over' });
    expect(fleet.workflow.answered).toEqual(['free']);
    expect(await checkGates(fleet.ports, of(fleet, 'free'))).toMatchObject({ verdict: 'open' });
  });

  it('set again takes the new reason', async () => {
    await holdStage(fleet.ports, request());
    await holdStage(fleet.ports, request('free', 'incident 43'));
    expect(fleet.ledger.state('checkout').stages.free?.hold).toMatchObject({ reason: 'incident 43' });
  });

  it('can be set on a stage that nothing was ever promoted to', async () => {
    const empty = await aFleet();
    await holdStage(empty.ports, request('prod'));
    await liftHold(empty.ports, request('prod'));
    await expect(liftHold(empty.ports, request('prod'))).rejects.toThrow('prod of checkout is not on hold.');
  });

  it('needs a reason, and a stage that exists', async () => {
    await expect(holdStage(fleet.ports, request('free', ' '))).rejects.toThrow('Say why');
    await expect(liftHold(fleet.ports, request('free', ''))).rejects.toThrow('Say why');
    await expect(holdStage(fleet.ports, request('moon'))).rejects.toThrow('checkout has no stage moon.');
  });
});
