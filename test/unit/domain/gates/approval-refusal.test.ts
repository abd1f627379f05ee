import { describe, expect, it } from 'vitest';
import { evaluateApproval } from '../../../../src/domain/gates/approval.ts';
import type { Vote } from '../../../../src/domain/promotion/state.ts';
import { approval, at, context, promotion, settings, vote, withVotes } from './context.ts';

const notRequester = approval({ notRequester: true });

describe('a rejection', () => {
  it('refuses whatever the quorum, and says who and why', () => {
    const votes = withVotes(vote('alice'), vote('bob'), vote('carol', 'reject', '11:30:00'));
    expect(evaluateApproval(approval(), votes)).toEqual({
      gate: 'approval',
      state: 'refused',
      sentence: 'rejected by carol at 2026-11-20 11:30 UTC: error rate is up',
    });
  });

  it('is named once per person, the earliest first', () => {
    const again = { ...vote('carol', 'reject', '11:30:00'), reason: 'still' };
    const votes = withVotes(again, vote('bob', 'reject', '11:00:00'), vote('carol', 'reject', '10:30:00'));
    expect(evaluateApproval(approval(), votes).sentence).toBe(
      'rejected by carol at 2026-11-20 10:30 UTC: error rate is up; ' +
        'rejected by bob at 2026-11-20 11:00 UTC: error rate is up',
    );
  });

  it('stands when its person leaves the group', () => {
    const left = {
      ...withVotes(vote('carol', 'reject')),
      settings: settings({ 'release-managers': ['bob'] }),
    };
    expect(evaluateApproval(approval(), left).state).toBe('refused');
  });

  it('of the requester is left out where the requester may not vote', () => {
    expect(evaluateApproval(notRequester, withVotes(vote('alice', 'reject'))).state).toBe('closed');
  });
});

describe('the expiry of an approval', () => {
  const hour = approval({ expiresMs: 3_600_000 });
  const atTime = (now: string, ...votes: Vote[]) => ({ ...withVotes(...votes), now: at(now) });

  it('refuses from its very millisecond, and says what was there', () => {
    expect(evaluateApproval(hour, atTime('2026-11-20T10:59:59.999Z')).state).toBe('closed');
    expect(
      evaluateApproval(hour, atTime('2026-11-20T11:00:00.000Z', vote('bob', 'approve', '10:30:00'))),
    ).toEqual({
      gate: 'approval',
      state: 'refused',
      sentence: 'approval expired at 2026-11-20 11:00 UTC with 1 of 2 approvals from release-managers (bob)',
    });
  });

  it('does not close a gate that had its quorum in time', () => {
    const votes = [vote('alice', 'approve', '10:10:00'), vote('bob', 'approve', '10:59:59')];
    expect(evaluateApproval(hour, atTime('2026-11-25T00:00:00Z', ...votes)).state).toBe('open');
  });

  it('leaves out a vote that came late, even if nobody had looked in between', () => {
    const votes = [vote('alice', 'approve', '10:10:00'), vote('bob', 'approve', '11:00:00')];
    expect(evaluateApproval(hour, atTime('2026-11-20T12:00:00Z', ...votes)).state).toBe('refused');
  });

  it('runs from the request for a promotion that never got the stage', () => {
    const { acquiredAt: _, ...waiting } = promotion();
    const answer = evaluateApproval(hour, context({ promotion: waiting, now: at('2026-11-20T09:30:00Z') }));
    expect(answer.until).toBe('2026-11-20T10:00:00.000Z');
  });
});
