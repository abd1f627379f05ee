import { beforeEach, describe, expect, it } from 'vitest';
import { awaitChange } from '../../../src/app/await-change.ts';
import { castVote } from '../../../src/app/cast-vote.ts';
import { checkGates } from '../../../src/app/check-gates.ts';
import { checkHealth } from '../../../src/app/check-health.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { completePromotion } from '../../../src/app/complete-promotion.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import { requestChange } from '../../../src/app/request-change.ts';
import type { WaitFor } from '../../../src/ports/workflow.ts';
import { anApproval, aPipeline, aStage } from '../../builders/pipeline.ts';
import { active, aFleet, promotionsOf, push, report } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { commit, commitAndWait, of } from './steps.ts';

let fleet: Fakes;
const wait = (what: WaitFor, promotion: string, until?: string) =>
  awaitChange(fleet.ports, { pipeline: 'checkout', promotion, for: what, token: what, until });
const answered = () => fleet.workflow.answered;

describe('a wait for the stage', () => {
  let next = '';
  beforeEach(async () => {
    fleet = await aFleet();
    await push(fleet, '1.0.0', 'a');
    await commit(fleet, 'dev');
    fleet.workflow.answered.length = 0;
    await push(fleet, '1.1.0', 'b');
    next = promotionsOf(fleet, 'dev')[1]?.id ?? '';
  });

  it('is over when the stage is given to the promotion', async () => {
    await wait('stage', next);
    expect(answered()).toEqual([]);
    await completePromotion(fleet.ports, of(fleet, 'dev'));
    expect(answered()).toEqual(['stage']);
  });

  it('is over at once when it was given before', async () => {
    await completePromotion(fleet.ports, of(fleet, 'dev'));
    await wait('stage', next);
    expect(answered()).toEqual(['stage']);
  });

  it('is over when the promotion is superseded', async () => {
    await wait('stage', next);
    await push(fleet, '1.2.0', 'c');
    expect(answered()).toEqual(['stage']);
  });
});

describe('a wait whose function is still running when its task is tried again', () => {
  const enteredAt = '2026-11-20T12:00:00.000Z';
  beforeEach(async () => {
    fleet = await aFleet(aPipeline({ stages: [aStage('dev', { gates: [anApproval({ quorum: 1 })] })] }));
    await push(fleet, '1.0.0', 'a');
    await checkGates(fleet.ports, of(fleet, 'dev'));
  });
  const waitFor = (retry: number) =>
    awaitChange(fleet.ports, {
      ...of(fleet, 'dev'),
      ...{ for: 'gates', token: `try ${retry}`, enteredAt, retry, until: undefined },
    });

  it('does not hide the token that the second try waits on', async () => {
    fleet.interruptions.before('waits.put', () => waitFor(1));
    await waitFor(0);
    await castVote(fleet.ports, {
      ...{ pipeline: 'checkout', stage: 'dev', verdict: 'approve', reason: '', via: 'cli' },
      identity: { kind: 'local', person: 'alice' },
    });
    expect(answered()).toContain('try 1');
  });
});

describe('a change whose function is still running when its task is tried again', () => {
  it('is answered by the token that the second try waits on', async () => {
    fleet = await aFleet(aPipeline({ stages: [aStage('dev')] }));
    await push(fleet, '1.0.0', 'a');
    await checkGates(fleet.ports, of(fleet, 'dev'));
    const enteredAt = '2026-11-20T12:00:00.000Z';
    const request = (retry: number) =>
      requestChange(fleet.ports, { ...of(fleet, 'dev'), token: `try ${retry}`, enteredAt, retry });
    fleet.interruptions.before('changes.request', () => request(1));
    await request(0);
    await commitChanges(fleet.ports);
    expect(answered()).toEqual(['try 1']);
  });
});

describe('a wait for the gates', () => {
  const vote = () =>
    castVote(fleet.ports, {
      pipeline: 'checkout',
      stage: 'prod',
      identity: { kind: 'local', person: 'alice' },
      verdict: 'approve',
      reason: '',
      via: 'cli',
    });
  beforeEach(async () => {
    fleet = await aFleet(aPipeline({ stages: [aStage('prod', { gates: [anApproval({ quorum: 1 })] })] }));
    await push(fleet, '1.0.0', 'a');
  });

  it('is over when somebody votes', async () => {
    const { until } = await checkGates(fleet.ports, of(fleet, 'prod'));
    await wait('gates', active(fleet, 'prod').id, until);
    expect(answered()).toEqual([]);
    await vote();
    expect(answered()).toEqual(['gates']);
  });

  it('is over at once when the vote came between the look and the wait', async () => {
    await checkGates(fleet.ports, of(fleet, 'prod'));
    await vote();
    await wait('gates', active(fleet, 'prod').id);
    expect(answered()).toEqual(['gates']);
  });

  it('is over at once when time alone changes something earlier than the execution would look', async () => {
    await wait('gates', active(fleet, 'prod').id, '2030-01-01T00:00:00Z');
    expect(answered()).toEqual(['gates']);
  });

  it('is over at once when the promotion has ended', async () => {
    const { id } = active(fleet, 'prod');
    await failPromotion(fleet.ports, { ...of(fleet, 'prod'), error: 'Broken', cause: 'broken' });
    await wait('gates', id);
    expect(answered()).toEqual(['gates']);
  });
});

describe('a wait for health', () => {
  let id = '';
  let until = '';
  beforeEach(async () => {
    fleet = await aFleet();
    await push(fleet, '1.0.0', 'a');
    id = (await commitAndWait(fleet, 'dev')).id;
    until = (await checkHealth(fleet.ports, of(fleet, 'dev'))).until;
    fleet.workflow.answered.length = 0;
  });

  it('that comes right after the commit lasts as long as the targets have', async () => {
    await wait('health', id, '');
    expect(answered()).toEqual([]);
    expect(fleet.health.watches()).toHaveLength(1);
  });

  it('watches the targets where an older machine looked before it ever waited', async () => {
    await fleet.health.unwatch(fleet.health.watches());
    await wait('health', id, until);
    expect(answered()).toEqual([]);
    await report(fleet, 'dev-eu-1');
    expect(answered()).toEqual(['health']);
  });

  it('that comes long after the request for the commit is over at once: the deadline is nearer', async () => {
    fleet.clock.advance(11_000);
    await wait('health', id, '');
    expect(answered()).toEqual(['health']);
  });

  it('that comes when the agent has reported already is over at once', async () => {
    await report(fleet, 'dev-eu-1');
    fleet.workflow.answered.length = 0;
    await wait('health', id, '');
    expect(answered()).toEqual(['health']);
  });

  it('is over when the agent reports', async () => {
    await wait('health', id, until);
    expect(answered()).toEqual([]);
    await report(fleet, 'dev-eu-1');
    expect(answered()).toEqual(['health']);
  });

  it('is over at once when it reported between the look and the wait', async () => {
    await report(fleet, 'dev-eu-1');
    fleet.workflow.answered.length = 0;
    await wait('health', id, until);
    expect(answered()).toEqual(['health']);
  });

  it('is over at once when a failure in between brings the next verdict forward', async () => {
    await report(fleet, 'dev-eu-1', { failing: 'crash loop' });
    fleet.workflow.answered.length = 0;
    await wait('health', id, until);
    expect(answered()).toEqual(['health']);
  });

  it('is over at once when the wave was found healthy already', async () => {
    await report(fleet, 'dev-eu-1');
    await checkHealth(fleet.ports, of(fleet, 'dev'));
    fleet.workflow.answered.length = 0;
    await wait('health', id, until);
    expect(answered()).toEqual(['health']);
  });
});
