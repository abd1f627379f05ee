import { describe, expect, it } from 'vitest';
import { isFresh } from '../../../../src/domain/health/observation.ts';

describe('isFresh', () => {
  it.each([
    [1000, true],
    [900, true],
    [899, false],
    [1100, true],
    [1101, false],
  ])('with a window of 100 ms, takes a report of %d at 1000: %s', (at, fresh) => {
    expect(isFresh(at, 1000, 100)).toBe(fresh);
  });
});
