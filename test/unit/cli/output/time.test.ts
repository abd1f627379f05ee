import { describe, expect, it } from 'vitest';
import { age, parseDuration } from '../../../../cli/output/time.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');

describe('an age', () => {
  it.each([
    ['2026-11-20T11:59:18.000Z', '42s'],
    ['2026-11-20T11:55:01.000Z', '4m'],
    ['2026-11-19T06:00:00.000Z', '30h'],
    ['2026-11-11T12:00:00.000Z', '9d'],
    ['2026-11-20T12:00:05.000Z', '0s'],
    ['', '-'],
  ])('since %s is %s', (since, text) => {
    expect(age(since, NOW)).toBe(text);
  });
});

describe('a duration', () => {
  it.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['2h', 7_200_000],
    ['500ms', 500],
  ])('%s is %i ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '0s', '10', '-5s', '1.5s', 'soon'])('is not %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
