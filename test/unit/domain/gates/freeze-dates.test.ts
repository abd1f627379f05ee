import { describe, expect, it } from 'vitest';
import { evaluateFreeze } from '../../../../src/domain/gates/freeze.ts';
import type { DatesFreeze } from '../../../../src/domain/pipeline/types.ts';
import { at, context } from './context.ts';

const yearEnd = (overrides: Partial<DatesFreeze> = {}): DatesFreeze => ({
  kind: 'freeze',
  effect: 'deny',
  from: '2026-12-20',
  to: '2027-01-04',
  timeZone: 'Europe/Berlin',
  ...overrides,
});
const answerAt = (gate: DatesFreeze, now: string) => evaluateFreeze(gate, context({ now: at(now) }));

describe('a freeze between two days', () => {
  it('begins with the first of them, where its people are', () => {
    expect(answerAt(yearEnd(), '2026-12-19T22:59:59.999Z')).toEqual({
      gate: 'freeze',
      state: 'open',
      sentence: 'no freeze until 2026-12-19 23:00 UTC (2026-12-20 to 2027-01-04, Europe/Berlin)',
      until: '2026-12-19T23:00:00.000Z',
    });
    expect(answerAt(yearEnd(), '2026-12-19T23:00:00Z')).toMatchObject({ state: 'closed' });
  });

  it('ends when the last of them has ended', () => {
    expect(answerAt(yearEnd(), '2027-01-04T22:59:59.999Z')).toEqual({
      gate: 'freeze',
      state: 'closed',
      sentence: 'frozen until 2027-01-04 23:00 UTC (2026-12-20 to 2027-01-04, Europe/Berlin)',
      until: '2027-01-04T23:00:00.000Z',
    });
    expect(answerAt(yearEnd(), '2027-01-04T23:00:00Z')).toEqual({
      gate: 'freeze',
      state: 'open',
      sentence: 'no freeze ahead: the dates have passed (2026-12-20 to 2027-01-04, Europe/Berlin)',
    });
  });

  it.each([
    ['2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'], // 23 hours
    ['2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'], // 25 hours
  ])('holds for the whole of %s, on which the clocks change', (day, begin, end) => {
    const oneDay = yearEnd({ from: day, to: day });
    const before = new Date(at(begin) - 1).toISOString();
    expect(answerAt(oneDay, before)).toMatchObject({ state: 'open', until: begin });
    expect(answerAt(oneDay, begin)).toMatchObject({ state: 'closed', until: end });
    expect(answerAt(oneDay, end)).toMatchObject({ state: 'open' });
  });

  it('ends at the minute, if it names one', () => {
    const gate = yearEnd({ from: '2026-12-20T18:00', to: '2027-01-04T08:30' });
    expect(answerAt(gate, '2026-12-20T16:59:00Z').state).toBe('open');
    expect(answerAt(gate, '2026-12-20T17:00:00Z')).toMatchObject({
      state: 'closed',
      until: '2027-01-04T07:30:00.000Z',
    });
  });

  it('closes everything but itself where it allows', () => {
    const gate = yearEnd({ effect: 'allow', timeZone: 'UTC' });
    expect(answerAt(gate, '2026-12-19T12:00:00Z')).toMatchObject({
      state: 'closed',
      sentence: 'not allowed until 2026-12-20 00:00 UTC (2026-12-20 to 2027-01-04, UTC)',
    });
    expect(answerAt(gate, '2026-12-20T00:00:00Z')).toMatchObject({
      state: 'open',
      until: '2027-01-05T00:00:00.000Z',
    });
    expect(answerAt(gate, '2027-01-05T00:00:00Z')).toEqual({
      gate: 'freeze',
      state: 'closed',
      sentence: 'never allowed: the dates have passed (2026-12-20 to 2027-01-04, UTC)',
    });
  });
});
