import { describe, expect, it } from 'vitest';
import type { GateAnswer } from '../../../../src/domain/gates/answer.ts';
import { decideGates } from '../../../../src/domain/gates/index.ts';
import { approval, ask, at, context, freeze, vote, withVotes } from './context.ts';

const answer = (state: GateAnswer['state'], sentence: string, until?: string): GateAnswer => ({
  gate: 'check',
  state,
  sentence,
  ...(until !== undefined && { until }),
});

describe('the gates of a stage', () => {
  it('are the stop switch, the hold, and then those of the file in its order', () => {
    const answers = ask([freeze(), approval(), freeze({ effect: 'allow' })], context());
    expect(answers.map(({ gate, state }) => `${gate} ${state}`)).toEqual([
      'stop open',
      'hold open',
      'freeze open',
      'approval closed',
      'freeze closed',
    ]);
  });

  it('let a promotion pass a stage that has none and is not on hold', () => {
    expect(decideGates(ask([], context()))).toEqual({
      verdict: 'open',
      sentence: 'every gate is open',
    });
  });

  it('give the same answers for the same context', () => {
    const gates = [approval(), freeze()];
    expect(ask(gates, context())).toEqual(ask(gates, context()));
  });
});

describe('the decision', () => {
  it('is open when every gate is', () => {
    expect(decideGates([answer('open', 'a', '2026-11-20T16:00:00.000Z'), answer('open', 'b')])).toEqual({
      verdict: 'open',
      sentence: 'every gate is open',
    });
  });

  it('is refused by one refusal, and says only that', () => {
    const answers = [
      answer('closed', 'frozen', '2026-11-23T07:00:00.000Z'),
      answer('refused', 'rejected by bob'),
    ];
    expect(decideGates(answers)).toEqual({ verdict: 'refused', sentence: 'rejected by bob' });
  });

  it('is closed by one closed gate, without a time if none of them ends by itself', () => {
    expect(decideGates([answer('open', 'a', '2026-11-20T16:00:00.000Z'), answer('closed', 'held')])).toEqual({
      verdict: 'closed',
      sentence: 'held',
    });
  });

  it('asks again when the first closed gate may change', () => {
    const answers = [
      answer('closed', 'held'),
      answer('closed', 'frozen', '2026-11-23T07:00:00.000Z'),
      answer('closed', 'expires', '2026-11-21T07:00:00.000Z'),
      answer('open', 'soaked', '2026-11-20T16:00:00.000Z'),
    ];
    expect(decideGates(answers)).toEqual({
      verdict: 'closed',
      sentence: 'held; frozen; expires',
      until: '2026-11-21T07:00:00.000Z',
    });
  });

  it('says once what two approval gates say alike', () => {
    const answers = ask([approval(), approval({ quorum: 1 })], withVotes(vote('bob', 'reject')));
    expect(decideGates(answers).sentence).toBe('rejected by bob at 2026-11-20 11:00 UTC: error rate is up');
  });

  it('reads as the on-call person sees it', () => {
    const friday = { ...withVotes(vote('bob')), now: at('2026-11-20T17:00:00Z') };
    expect(decideGates(ask([approval(), freeze()], friday)).sentence).toBe(
      '1 of 2 approvals from release-managers (bob); expires at 2026-11-27 10:00 UTC; ' +
        'frozen until 2026-11-23 07:00 UTC ("0 16 * * FRI" for 2d16h, Europe/Berlin)',
    );
  });
});
