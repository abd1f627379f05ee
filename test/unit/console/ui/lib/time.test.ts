import { describe, expect, it } from 'vitest';
import {
  absoluteTime,
  clockTime,
  duration,
  relativeTime,
  utcTime,
} from '../../../../../console/ui/lib/time.ts';

const AT = '2026-11-20T13:03:12.000Z';
const later = (seconds: number): number => Date.parse(AT) + seconds * 1000;

describe('relative time', () => {
  it.each([
    [0, 'just now'],
    [1.9, 'just now'],
    [2, '2 s ago'],
    [59.9, '59 s ago'],
    [60, '1 min ago'],
    [3599, '59 min ago'],
    [3600, '1 h ago'],
    [86_399, '23 h ago'],
    [86_400, '1 d ago'],
    [86_400 * 29.9, '29 d ago'],
    [86_400 * 30, '20 Nov 2026'],
  ])('after %d s is %s', (seconds, text) => {
    expect(relativeTime(AT, later(seconds), 'Europe/Berlin')).toBe(text);
  });

  it('takes a small lead of the server clock for now, and shows an instant to come as it is', () => {
    expect(relativeTime(AT, later(-5))).toBe('just now');
    expect(relativeTime(AT, later(-3600), 'Europe/Berlin')).toBe('20 Nov 2026, 14:03:12 CET');
  });
});

describe('an instant', () => {
  it('is given in the zone of the reader and in UTC', () => {
    expect(absoluteTime(AT, 'America/New_York')).toBe('20 Nov 2026, 08:03:12 GMT-5');
    expect(utcTime(AT)).toBe('2026-11-20 13:03:12 UTC');
  });

  it('has its day only when that is not today for the reader', () => {
    const evening = '2026-11-20T23:30:00.000Z';
    expect(clockTime(evening, Date.parse('2026-11-20T23:59:00Z'), 'UTC')).toBe('23:30:00');
    expect(clockTime(evening, Date.parse('2026-11-21T00:01:00Z'), 'UTC')).toBe('20 Nov, 23:30:00');
    expect(clockTime(evening, Date.parse('2026-11-21T00:01:00Z'), 'Europe/Berlin')).toBe('00:30:00');
  });

  it('stays to the minute when it was given so', () => {
    expect(clockTime('2026-11-20T13:03Z', later(0), 'UTC')).toBe('13:03');
  });

  it('that is none is shown as it was written', () => {
    expect(relativeTime('soon', 0)).toBe('soon');
    expect(absoluteTime('soon')).toBe('soon');
    expect(utcTime('')).toBe('');
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [999, '0 s'],
    [48_000, '48 s'],
    [245_000, '4 min 5 s'],
    [3_600_000, '1 h'],
    [3_605_000, '1 h'],
    [187_200_000, '2 d 4 h'],
  ])('of %d ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
