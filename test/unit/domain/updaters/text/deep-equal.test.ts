import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deepEqual } from '../../../../../src/domain/updaters/text/deep-equal.ts';

it('holds for any value and its copy, with the keys of maps in any order', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const reversed = (item: unknown): unknown => {
        if (Array.isArray(item)) return item.map(reversed);
        if (typeof item !== 'object' || item === null) return item;
        const entries = Object.entries(item).reverse();
        return Object.fromEntries(entries.map(([key, inner]) => [key, reversed(inner)]));
      };
      expect(deepEqual(value, reversed(value))).toBe(true);
    }),
  );
});

it.each([
  [1, '1'],
  [null, {}],
  [{}, []],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], [1, 1]],
  [{ a: undefined }, {}],
  [{ a: 1 }, { b: 1 }],
  [{ a: { b: [0] } }, { a: { b: [-0] } }],
])('does not hold for %j and %j', (a, b) => {
  expect(deepEqual(a, b)).toBe(false);
  expect(deepEqual(b, a)).toBe(false);
});
