import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateFreeze } from '../../../../src/domain/gates/freeze.ts';
import { at, context, freeze } from './context.ts';

const allow = freeze({ effect: 'allow', cron: '0 9 * * MON-THU', forMs: 7 * 3_600_000 });
const answerAt = (gate: ReturnType<typeof freeze>, now: string) =>
  evaluateFreeze(gate, context({ now: at(now) }));

describe('a freeze that denies', () => {
  it('is closed inside its window, until the window ends', () => {
    expect(answerAt(freeze(), '2026-11-21T12:00:00Z')).toEqual({
      gate: 'freeze',
      state: 'closed',
      sentence: 'frozen until 2026-11-23 07:00 UTC ("0 16 * * FRI" for 2d16h, Europe/Berlin)',
      until: '2026-11-23T07:00:00.000Z',
    });
  });

  it('is open outside it, until the next one begins', () => {
    expect(answerAt(freeze(), '2026-11-20T12:00:00Z')).toEqual({
      gate: 'freeze',
      state: 'open',
      sentence: 'no freeze until 2026-11-20 15:00 UTC ("0 16 * * FRI" for 2d16h, Europe/Berlin)',
      until: '2026-11-20T15:00:00.000Z',
    });
  });

  it('is open for good if its cron never matches', () => {
    expect(answerAt(freeze({ cron: '0 0 30 2 *' }), '2026-11-20T12:00:00Z')).toEqual({
      gate: 'freeze',
      state: 'open',
      sentence: 'no freeze ahead: the cron never matches ("0 0 30 2 *" for 2d16h, Europe/Berlin)',
    });
  });

  it('says so when its end is further away than it looked', () => {
    const always = freeze({ cron: '* * * * *', forMs: 60_000 });
    expect(answerAt(always, '2026-11-20T12:00:00Z').sentence).toBe(
      'frozen until 2026-11-20 18:40 UTC or later ("* * * * *" for 1m, Europe/Berlin)',
    );
  });
});

describe('a freeze that allows', () => {
  it('is open inside its window, until the window ends', () => {
    expect(answerAt(allow, '2026-11-19T12:00:00Z')).toEqual({
      gate: 'freeze',
      state: 'open',
      sentence: 'allowed until 2026-11-19 15:00 UTC ("0 9 * * MON-THU" for 7h, Europe/Berlin)',
      until: '2026-11-19T15:00:00.000Z',
    });
  });

  it('is closed outside it, until the next one begins', () => {
    expect(answerAt(allow, '2026-11-20T12:00:00Z')).toEqual({
      gate: 'freeze',
      state: 'closed',
      sentence: 'not allowed until 2026-11-23 08:00 UTC ("0 9 * * MON-THU" for 7h, Europe/Berlin)',
      until: '2026-11-23T08:00:00.000Z',
    });
  });

  it('is closed for good if its cron never matches', () => {
    const never = answerAt({ ...allow, cron: '0 0 30 2 *' }, '2026-11-20T12:00:00Z');
    expect(never.sentence).toContain('never allowed: the cron never matches');
    expect(never).toMatchObject({ state: 'closed' });
    expect(never.until).toBeUndefined();
  });
});

it('denying and allowing the same windows are opposites that change together', () => {
  const year = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-01-01T00:00Z') });
  fc.assert(
    fc.property(year, (now) => {
      const denied = evaluateFreeze(freeze(), context({ now }));
      const allowed = evaluateFreeze(freeze({ effect: 'allow' }), context({ now }));
      expect(allowed.until).toBe(denied.until);
      expect([denied.state, allowed.state].toSorted()).toEqual(['closed', 'open']);
    }),
    { numRuns: 50 },
  );
});
