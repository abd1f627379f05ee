import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/domain/duration.ts';

describe('a duration', () => {
  it.each([
    ['10m', 600_000],
    ['64h', 230_400_000],
    ['7d', 604_800_000],
    ['1h30m', 5_400_000],
    ['3s', 3000],
    ['0s', 0],
    ['365d', 31_536_000_000],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '10', '10 m', '-1m', '1.5h', '30m1h', '1h1h', '10min', '366d', 'PT10M', '9999999999s'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 31_536_000 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });

  it.each([
    [5_400_000, '1h30m'],
    [0, '0s'],
    [604_800_000, '7d'],
    [61_500, '1m1s'],
  ])('%d milliseconds are written %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});
