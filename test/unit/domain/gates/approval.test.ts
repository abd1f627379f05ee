import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateApproval } from '../../../../src/domain/gates/approval.ts';
import { TOWPATH } from '../../../../src/domain/ledger/entry.ts';
import type { Vote } from '../../../../src/domain/promotion/state.ts';
import { approval, at, context, GROUPS, promotion, settings, vote, withVotes } from './context.ts';

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

describe('whatever was voted', () => {
  const people = ['alice', 'bob', 'carol', 'sam', 'eve'];
  const aVote = fc.record({
    person: fc.constantFrom(...people),
    verdict: fc.constantFrom('approve', 'approve', 'approve', 'reject' as const),
    time: fc.constantFrom('10:00:00', '11:00:00', '13:00:00'),
  }) as fc.Arbitrary<{ person: string; verdict: Vote['verdict']; time: string }>;
  const votes = fc.array(
    aVote.map(({ person, verdict, time }) => vote(person, verdict, time)),
    { maxLength: 6 },
  );
  const gates = fc.record({
    from: fc.subarray(Object.keys(GROUPS), { minLength: 1 }),
    quorum: fc.integer({ min: 1, max: 3 }),
    notRequester: fc.boolean(),
    expiresMs: fc.constantFrom(3_600_000, 7_200_000, 86_400_000),
  });
  const property = (check: (gate: ReturnType<typeof approval>, cast: Vote[]) => void) =>
    fc.assert(
      fc.property(gates, votes, (gate, cast) => check(approval(gate), cast)),
      { numRuns: 300 },
    );

  it('the order of the votes does not matter', () => {
    property((gate, cast) => {
      const byPerson = cast.toSorted((a, b) => (a.person < b.person ? -1 : 1));
      const answer = evaluateApproval(gate, withVotes(...cast));
      expect(evaluateApproval(gate, withVotes(...cast.toReversed()))).toEqual(answer);
      expect(evaluateApproval(gate, withVotes(...byPerson))).toEqual(answer);
    });
  });

  it('the same votes again change nothing', () => {
    property((gate, cast) => {
      const answer = evaluateApproval(gate, withVotes(...cast));
      expect(evaluateApproval(gate, withVotes(...cast, ...cast))).toEqual(answer);
    });
  });

  it('removing a member never opens a gate', () => {
    property((gate, cast) => {
      if (evaluateApproval(gate, withVotes(...cast)).state === 'open') return;
      for (const gone of people) {
        const groups = Object.entries(GROUPS).map(([name, members]) => [
          name,
          members.filter((m) => m !== gone),
        ]);
        const without = { ...withVotes(...cast), settings: settings(Object.fromEntries(groups)) };
        expect(evaluateApproval(gate, without).state).not.toBe('open');
      }
    });
  });

  it('an open gate has its quorum of distinct voters and no rejection that counts', () => {
    property((gate, cast) => {
      if (evaluateApproval(gate, withVotes(...cast)).state !== 'open') return;
      const voters = gate.from
        .flatMap((group) => GROUPS[group] ?? [])
        .filter((person) => !gate.notRequester || person !== 'alice');
      const approved = cast.filter(({ person, verdict }) => verdict === 'approve' && voters.includes(person));
      expect(new Set(approved.map(({ person }) => person)).size).toBeGreaterThanOrEqual(gate.quorum);
      expect(cast.some(({ person, verdict }) => verdict === 'reject' && voters.includes(person))).toBe(false);
    });
  });

  it('a closed gate may only change later than now', () => {
    property((gate, cast) => {
      const { now, ...rest } = withVotes(...cast);
      const { state, until } = evaluateApproval(gate, { now, ...rest });
      if (state === 'closed') expect(at(until!)).toBeGreaterThan(now);
    });
  });
});
