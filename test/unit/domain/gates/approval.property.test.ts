import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateApproval } from '../../../../src/domain/gates/approval.ts';
import type { Vote } from '../../../../src/domain/promotion/state.ts';
import { approval, at, GROUPS, settings, vote, withVotes } from './context.ts';

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
