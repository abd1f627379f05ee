import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { follow, parsePath, parsePointer, withValue } from '../../../../src/domain/updaters/data-path.ts';

describe('a path', () => {
  it.each([
    ['image.tag', ['image', 'tag']],
    ['a[2].b', ['a', 2, 'b']],
    ['[0]', [0]],
    ['a[name=web].image', ['a', { key: 'name', value: 'web' }, 'image']],
    ['a."b.c/d"', ['a', 'b.c/d']],
    ['', undefined],
    ['a.', undefined],
    ['.a', undefined],
    ['a..b', undefined],
    ['a[b', undefined],
    ['a[0]b', undefined],
    ['"a', undefined],
  ])('%j', (text, steps) => {
    expect(parsePath(text)).toEqual(steps);
  });
});

describe('a JSON pointer', () => {
  it.each([
    ['/a/0/b~1c~0d', ['a', '0', 'b/c~d']],
    ['/', ['']],
    ['', undefined],
    ['a/b', undefined],
    ['/a~2', undefined],
  ])('%j', (text, steps) => {
    expect(parsePointer(text)).toEqual(steps);
  });

  it('leads to any value of any JSON, and only that is replaced', () => {
    const keyArb = fc.string({ maxLength: 4 });
    fc.assert(
      fc.property(fc.array(keyArb, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (keys, other) => {
        const data = keys.reduceRight<unknown>((inner, key) => ({ other, [key]: inner }), 'old');
        const pointer = keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
        const { places } = follow({ path: [], value: data }, parsePointer(pointer) ?? []);
        expect(places).toEqual([{ path: keys, value: 'old' }]);
        const changed = keys.reduceRight<unknown>((inner, key) => ({ other, [key]: inner }), 'new');
        expect(withValue(data, keys, 'new')).toEqual(changed);
      }),
      { numRuns: 50 },
    );
  });
});

it('replaces in lists too', () => {
  expect(withValue([[1, { a: 2 }], 3], [0, 1, 'a'], 4)).toEqual([[1, { a: 4 }], 3]);
});

it('a way that ends says where, and what was there', () => {
  const start = { path: [0], value: { image: { tag: '1' }, list: [{ name: 'a' }] } };
  expect(follow(start, ['image', 'tga', 'x']).end).toEqual({
    path: [0, 'image'],
    missing: 'tga',
    known: ['tag'],
  });
  expect(follow(start, ['list', { key: 'name', value: 'b' }]).end).toMatchObject({
    missing: '[name=b]',
    known: [],
  });
  expect(follow(start, ['list', '0', 'name']).places).toEqual([{ path: [0, 'list', 0, 'name'], value: 'a' }]);
  expect(follow(start, ['toString']).places).toEqual([]);
});
