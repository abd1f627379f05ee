import { describe, expect, it } from 'vitest';
import { whyVoteDoesNotCount } from '../../../../src/domain/gates/approval.ts';
import { approval, at, context, freeze, vote, withVotes } from './context.ts';

const notRequester = approval({ notRequester: true });
const bySecurity = approval({ from: ['security'], quorum: 1 });

describe('a vote that somebody wants to cast', () => {
  it('counts for a member who has not voted', () => {
    expect(whyVoteDoesNotCount([freeze(), approval()], context(), 'bob')).toBeUndefined();
  });

  it('needs an approval gate', () => {
    expect(whyVoteDoesNotCount([freeze()], context(), 'bob')).toBe('stage prod has no approval gate');
  });

  it('needs membership in one of the groups of any approval gate', () => {
    expect(whyVoteDoesNotCount([approval(), bySecurity], context(), 'sam')).toBeUndefined();
    expect(whyVoteDoesNotCount([approval(), bySecurity, approval()], context(), 'eve')).toBe(
      'eve is not a member of release-managers or security',
    );
  });

  it('does not count from the requester where it must be somebody else', () => {
    expect(whyVoteDoesNotCount([notRequester], context(), 'alice')).toBe(
      'alice requested this promotion and may not vote on it',
    );
    expect(whyVoteDoesNotCount([notRequester, approval()], context(), 'alice')).toBeUndefined();
  });

  it('tells a requester outside the groups about the groups', () => {
    expect(whyVoteDoesNotCount([{ ...bySecurity, notRequester: true }], context(), 'alice')).toBe(
      'alice is not a member of security',
    );
  });

  it('counts once per person', () => {
    expect(whyVoteDoesNotCount([approval()], withVotes(vote('bob')), 'bob')).toBe(
      'bob has approved this promotion already, at 2026-11-20 11:00 UTC',
    );
  });

  it('may still be a rejection from somebody who approved', () => {
    expect(whyVoteDoesNotCount([approval()], withVotes(vote('bob')), 'bob', 'reject')).toBeUndefined();
  });

  it('cannot take a rejection back', () => {
    const why = 'bob has rejected this promotion already, at 2026-11-20 11:00 UTC';
    for (const verdict of ['approve', 'reject'] as const)
      expect(whyVoteDoesNotCount([approval()], withVotes(vote('bob', 'reject')), 'bob', verdict)).toBe(why);
  });

  it('comes too late when somebody has rejected, which is said once for all gates', () => {
    const gates = [approval(), bySecurity];
    expect(whyVoteDoesNotCount(gates, withVotes(vote('bob', 'reject')), 'carol')).toBe(
      'rejected by bob at 2026-11-20 11:00 UTC: error rate is up',
    );
  });

  it('comes too late when the approval has expired', () => {
    const late = { ...context(), now: at('2026-11-27T10:00:00Z') };
    expect(whyVoteDoesNotCount([approval()], late, 'bob')).toBe(
      'approval expired at 2026-11-27 10:00 UTC with 0 of 2 approvals from release-managers',
    );
  });
});
