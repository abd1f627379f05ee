import { describe, expect, it } from 'vitest';
import { evaluateApproval } from '../../../../src/domain/gates/approval.ts';
import { TOWPATH } from '../../../../src/domain/ledger/actor.ts';
import { approval, context, promotion, settings, vote, withVotes } from './context.ts';

const notRequester = approval({ notRequester: true });

describe('an approval gate', () => {
  it('is closed until its expiry and says who has approved so far', () => {
    expect(evaluateApproval(approval(), withVotes(vote('bob')))).toEqual({
      gate: 'approval',
      state: 'closed',
      sentence: '1 of 2 approvals from release-managers (bob); expires at 2026-11-27 10:00 UTC',
      until: '2026-11-27T10:00:00.000Z',
    });
  });

  it('opens with the quorum, without an end', () => {
    expect(evaluateApproval(approval(), withVotes(vote('carol'), vote('bob')))).toEqual({
      gate: 'approval',
      state: 'open',
      sentence: '2 of 2 approvals from release-managers (bob, carol)',
    });
  });

  it('takes approvals from any of its groups', () => {
    const gate = approval({ from: ['release-managers', 'security'] });
    expect(evaluateApproval(gate, withVotes(vote('sam'), vote('bob'))).sentence).toBe(
      '2 of 2 approvals from release-managers or security (bob, sam)',
    );
  });

  it('counts a person of two groups once', () => {
    const gate = approval({ from: ['release-managers', 'security'] });
    expect(evaluateApproval(gate, withVotes(vote('carol'), vote('carol'))).state).toBe('closed');
  });

  it('does not count somebody outside its groups', () => {
    expect(evaluateApproval(approval(), withVotes(vote('sam'), vote('bob'))).state).toBe('closed');
  });

  it('does not count somebody who has left the group since, and says that too few are left', () => {
    const left = {
      ...withVotes(vote('bob'), vote('carol')),
      settings: settings({ 'release-managers': ['bob'] }),
    };
    expect(evaluateApproval(approval(), left).sentence).toBe(
      '1 of 2 approvals from release-managers (bob); only 1 may vote; expires at 2026-11-27 10:00 UTC',
    );
  });

  it('does not count the requester where it must be somebody else', () => {
    const votes = withVotes(vote('alice'), vote('bob'));
    expect(evaluateApproval(approval(), votes).state).toBe('open');
    expect(evaluateApproval(notRequester, votes).state).toBe('closed');
  });

  it('counts everybody where Towpath itself requested the promotion', () => {
    const votes = [vote('alice'), vote('bob')];
    const byTowpath = context({ promotion: promotion({ requestedBy: TOWPATH, votes }) });
    expect(evaluateApproval(notRequester, byTowpath).state).toBe('open');
  });
});
