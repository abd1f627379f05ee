import { describe, expect, it } from 'vitest';
import { accepts, compareTags } from '../../../../src/domain/pipeline/tags.ts';
import type { TagRule } from '../../../../src/domain/pipeline/types.ts';

const semver: TagRule = { kind: 'semver', range: '>=1.0.0' };
const pattern: TagRule = { kind: 'pattern', pattern: '^main-[0-9]+$' };

describe('accepting a tag', () => {
  it.each([
    ['1.0.0', true],
    ['v2.3.4', true],
    ['0.9.9', false],
    ['1.2.0-rc.1', false],
    ['latest', false],
    ['1.2', false],
    ['', false],
  ])('the range >=1.0.0 for %j: %s', (tag, expected) => {
    expect(accepts(semver, tag)).toBe(expected);
  });

  it('wants pre-releases when the range names one', () => {
    expect(accepts({ kind: 'semver', range: '>=1.0.0-0' }, '1.0.0-rc.1')).toBe(true);
  });

  it.each([
    ['main-12', true],
    ['domain-12', false],
    ['main-', false],
  ])('the pattern ^main-[0-9]+$ for %j: %s', (tag, expected) => {
    expect(accepts(pattern, tag)).toBe(expected);
  });
});

describe('the order of tags', () => {
  it.each([
    [semver, '1.2.0', '1.10.0'],
    [semver, '1.0.0-rc.2', '1.0.0-rc.10'],
    [semver, '1.0.0-rc.1', 'v1.0.0'],
    [semver, 'v1.9.9', '2.0.0'],
    [semver, 'zzz', '0.0.1'],
    [semver, 'build-9', 'build-10'],
    [pattern, 'main-9', 'main-10'],
    [pattern, 'main-2-1', 'main-2-10'],
    [pattern, 'main-1', 'main-1-fix'],
    [pattern, 'main-99999999999999999998', 'main-99999999999999999999'],
    [pattern, '2026-11-20.9', '2026-11-20.10'],
    [pattern, 'main-010', 'main-10'],
    [pattern, 'a', 'b'],
    [pattern, '', 'a'],
  ])('%j: %s is older than %s', (rule, older, newer) => {
    expect(compareTags(rule, older, newer)).toBeLessThan(0);
    expect(compareTags(rule, newer, older)).toBeGreaterThan(0);
  });
});
