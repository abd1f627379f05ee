import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reuse } from '../../../../../console/ui/lib/reuse.ts';

const copy = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));
const json = fc.jsonValue().map(copy);

describe('reusing what did not change', () => {
  it('keeps the very object when all is the same', () => {
    const before = { a: [1, { b: 'x' }], c: null };
    expect(reuse(before, copy(before))).toBe(before);
  });

  it('keeps the parts that are the same', () => {
    const before = { at: 1, pipelines: [{ name: 'a' }, { name: 'b' }] };
    const after = reuse(before, { at: 2, pipelines: [{ name: 'a' }, { name: 'c' }] });
    expect(after.pipelines[0]).toBe(before.pipelines[0]);
    expect(after).toEqual({ at: 2, pipelines: [{ name: 'a' }, { name: 'c' }] });
  });

  it('sees a key that went and an item that went', () => {
    expect(reuse({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
    expect(reuse([1, 2], [1])).toEqual([1]);
  });

  it('never says anything else than the new value', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(reuse(before, copy(after))).toEqual(after);
      }),
    );
  });
});
