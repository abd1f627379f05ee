import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareTags } from '../../../../src/domain/pipeline/tags.ts';
import type { TagRule } from '../../../../src/domain/pipeline/types.ts';

const semver: TagRule = { kind: 'semver', range: '>=1.0.0' };
const pattern: TagRule = { kind: 'pattern', pattern: '^main-[0-9]+$' };

const number = fc.nat({ max: 30 });
const version = fc
  .tuple(fc.constantFrom('', 'v'), number, number, number, fc.constantFrom('', '-rc.1', '-rc.10', '-alpha'))
  .map(([v, major, minor, patch, pre]) => `${v}${major}.${minor}.${patch}${pre}`);
const anyTag = fc.oneof(
  version,
  fc.string({ unit: fc.constantFrom('a', '-', '.', '0', '1', '9'), maxLength: 6 }),
);

it.each([[semver], [pattern]])('the order of tags is total for %j', (rule) => {
  fc.assert(
    fc.property(anyTag, anyTag, anyTag, (a, b, c) => {
      const order = (x: string, y: string) => Math.sign(compareTags(rule, x, y));
      expect(order(a, b) + order(b, a)).toBe(0);
      expect(order(a, b) === 0).toBe(a === b);
      if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
});

it('the order of tags compares numbers of a pattern by value', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      expect(Math.sign(compareTags(pattern, `main-${a}`, `main-${b}`))).toBe(Math.sign(a - b));
    }),
  );
});
