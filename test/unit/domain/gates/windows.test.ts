import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Windows, windowsAt } from '../../../../src/domain/gates/windows.ts';
import { at } from './context.ts';
import { cronText, type Field, paint, timeline } from './slow-windows.ts';

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

const field = (text: string, ...values: number[]): Field => ({ text, values });
const range = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

const crons = fc.record({
  minute: fc.constantFrom(
    field('0', 0),
    field('30', 30),
    field('15,45', 15, 45),
    field('10-12', 10, 11, 12),
    field('*/20', ...range(0, 59, 20)),
    field('*', ...range(0, 59)),
  ),
  hour: fc.constantFrom(
    field('1', 1),
    field('2', 2),
    field('1,2', 1, 2),
    field('2-3', 2, 3),
    field('16', 16),
    field('*/2', ...range(0, 23, 2)),
    field('1-2/1', 1, 2),
    field('*', ...range(0, 23)),
  ),
  weekday: fc.constantFrom(field('*', ...range(0, 6)), field('SUN', 0), field('SAT,MON', 6, 1)),
});

describe.each([
  ['Europe/Berlin', '2026-03-29T01:00Z', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08T07:00Z', '2026-11-01T06:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z', '2026-04-04T15:00Z'], // by half an hour
])('in %s', (timeZone, ...edges) => {
  it.each(edges)('windows are where walking through the minutes finds them, around %s', (edge) => {
    const [from, to] = [at(edge) - 30 * HOUR, at(edge) + 30 * HOUR];
    const minutes = timeline(timeZone, from, to);
    const lengths = fc.oneof(fc.integer({ min: 1, max: 180 }), fc.integer({ min: 1, max: 1200 }));
    const offsets = fc.oneof(
      fc.integer({ min: -9 * HOUR, max: 6 * HOUR }),
      fc.integer({ min: -9 * 60, max: 6 * 60 }).map((minute) => minute * MINUTE),
    );
    fc.assert(
      fc.property(crons, lengths, offsets, (cron, length, offset) => {
        const now = at(edge) + offset;
        const inside = paint(minutes, cron, length);
        const here = Math.floor((now - from) / MINUTE);
        const found = windowsAt({ cron: cronText(cron), forMs: length * MINUTE, timeZone }, now);
        expect(found.inside).toBe(inside[here]);
        const { at: change, certain } = found.change!;
        const walked = inside.indexOf(!found.inside, here);
        if (!certain) expect(inside.slice(here, (change - from) / MINUTE)).not.toContain(false);
        else if (walked === -1) expect(change).toBeGreaterThanOrEqual(to);
        else expect(change).toBe(from + walked * MINUTE);
      }),
      { numRuns: 25 },
    );
  });
});
