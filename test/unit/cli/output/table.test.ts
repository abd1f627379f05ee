import { styleText } from 'node:util';
import { describe, expect, it } from 'vitest';
import { indent, table, wrap } from '../../../../cli/output/table.ts';

const red = (text: string) => styleText('red', text, { validateStream: false });

describe('a table', () => {
  it('aligns columns by what is seen, not by colour codes', () => {
    const text = table([
      [red('a'), 'x'],
      ['long', 'y'],
    ]);
    expect(text).toBe(`${red('a')}     x\nlong  y`);
  });

  it('has cells of several lines, and no blanks at the ends of lines', () => {
    expect(
      table([
        ['a', 'one\ntwo', 'x'],
        ['b', '', ''],
      ]),
    ).toBe('a  one  x\n   two\nb');
  });

  it('wraps its last column to the width that is left', () => {
    expect(table([['key', 'some words that do not fit there']], 27)).toBe(
      'key  some words that do not\n     fit there',
    );
  });

  it('is empty without rows', () => {
    expect(table([])).toBe('');
  });
});

describe('wrapping', () => {
  it('keeps a word whole that is longer than the line, so that it can be copied', () => {
    const path = 'apps/checkout/overlays/prod-eu-1/kustomization.yaml';
    expect(wrap(`committed: ${path} today`, 24)).toEqual(['committed:', path, 'today']);
  });

  it('leaves it to the terminal where nearly no room is left', () => {
    expect(wrap('some words that do not fit', 10)).toEqual(['some words that do not fit']);
  });
});

it('indents lines, but not empty ones', () => {
  expect(indent('a\n\nb')).toBe('  a\n\n  b');
});
