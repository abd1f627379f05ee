import { describe, expect, it } from 'vitest';
import { type Windows, windowsAt } from '../../../../src/domain/gates/windows.ts';
import { at } from './context.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const berlin = (cron: string, forMs: number): Windows => ({ cron, forMs, timeZone: 'Europe/Berlin' });
const until = (windows: Windows, now: string) => {
  const { inside, change } = windowsAt(windows, at(now));
  return `${inside ? 'inside' : 'outside'} until ${change === undefined ? 'ever' : new Date(change.at).toISOString()}`;
};

describe('a window', () => {
  const weekend = berlin('0 16 * * FRI', 64 * HOUR);

  it('holds its first millisecond and not its end', () => {
    expect(until(weekend, '2026-11-20T14:59:59.999Z')).toBe('outside until 2026-11-20T15:00:00.000Z');
    expect(until(weekend, '2026-11-20T15:00:00.000Z')).toBe('inside until 2026-11-23T07:00:00.000Z');
    expect(until(weekend, '2026-11-23T06:59:59.999Z')).toBe('inside until 2026-11-23T07:00:00.000Z');
    expect(until(weekend, '2026-11-23T07:00:00.000Z')).toBe('outside until 2026-11-27T15:00:00.000Z');
  });

  it('lasts its length of elapsed time when the clocks change inside it', () => {
    expect(until(weekend, '2026-03-28T12:00:00Z')).toBe('inside until 2026-03-30T07:00:00.000Z'); // Monday 09:00
    expect(until(weekend, '2026-10-24T12:00:00Z')).toBe('inside until 2026-10-26T06:00:00.000Z'); // Monday 07:00
  });

  it('of which none ever begins has no change', () => {
    expect(until(berlin('0 0 30 2 *', HOUR), '2026-11-20T12:00:00Z')).toBe('outside until ever');
  });

  it('may begin years from now', () => {
    expect(until(berlin('0 0 29 2 *', HOUR), '2026-11-20T12:00:00Z')).toBe(
      'outside until 2028-02-28T23:00:00.000Z',
    );
  });
});

describe('windows that meet', () => {
  it('count as one when they overlap', () => {
    const twice = berlin('0 9 * * MON-FRI', 30 * HOUR); // Monday 09:00 to Saturday 15:00
    expect(until(twice, '2026-11-17T12:00:00Z')).toBe('inside until 2026-11-21T14:00:00.000Z');
  });

  it('count as one when one begins as the other ends', () => {
    expect(until(berlin('0 8,12 * * *', 4 * HOUR), '2026-11-20T09:00:00Z')).toBe(
      'inside until 2026-11-20T15:00:00.000Z',
    );
  });

  it('of a whole day part for one hour when the clocks go back', () => {
    const days = berlin('0 0 * * *', DAY);
    expect(until(days, '2025-11-20T12:00:00Z')).toBe('inside until 2026-10-25T22:00:00.000Z');
    expect(until(days, '2026-10-25T22:30:00Z')).toBe('outside until 2026-10-25T23:00:00.000Z');
  });

  it('without a break are looked at only so far, which is said', () => {
    const always = windowsAt(berlin('* * * * *', MINUTE), at('2026-11-20T12:00:00Z'));
    expect(always.inside).toBe(true);
    expect(always.change).toEqual({ at: at('2026-11-20T12:00:00Z') + 400 * MINUTE, certain: false });
  });
});

describe('a start at the change of the clocks', () => {
  it('that the clocks skip falls on the first moment after the gap', () => {
    expect(until(berlin('30 2 * * *', HOUR), '2026-03-29T00:59:00Z')).toBe(
      'outside until 2026-03-29T01:00:00.000Z',
    );
    expect(until(berlin('30 2,14 * * *', HOUR), '2026-03-29T01:00:00Z')).toBe(
      'inside until 2026-03-29T02:00:00.000Z',
    );
  });

  it('that happens twice counts at the first of the two', () => {
    const night = berlin('30 2 * * *', 30 * MINUTE);
    expect(until(night, '2026-10-25T00:30:00Z')).toBe('inside until 2026-10-25T01:00:00.000Z');
    expect(until(night, '2026-10-25T01:30:00Z')).toBe('outside until 2026-10-26T01:30:00.000Z');
  });

  it('of an interval counts both times, and is left out in the gap', () => {
    const interval = berlin('30 2-2/1 * * *', 10 * MINUTE);
    expect(until(interval, '2026-10-25T01:30:00Z')).toBe('inside until 2026-10-25T01:40:00.000Z');
    expect(until(interval, '2026-03-29T00:00:00Z')).toBe('outside until 2026-03-30T00:30:00.000Z');
  });
});
