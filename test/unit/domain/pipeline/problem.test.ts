import { describe, expect, it } from 'vitest';
import { nearest, suggest } from '../../../../src/domain/pipeline/nearest.ts';
import { excerptOf, formatProblems, type Problem } from '../../../../src/domain/pipeline/problem.ts';

const problem = (file: string, line: number, message: string): Problem => ({
  file,
  line,
  column: 1,
  message,
  hint: 'mend it',
  excerpt: excerptOf('key: value', line, 1, 3),
});

describe('problems, printed', () => {
  it('stand in order of file and line, each with excerpt and hint', () => {
    const text = formatProblems([
      problem('b.yaml', 2, 'second'),
      problem('b.yaml', 1, 'first'),
      problem('a.yaml', 10, 'other'),
    ]);
    expect(text).toBe(`a.yaml:10:1: other
  10 | key: value
     | ^^^
  = mend it

b.yaml:1:1: first
  1 | key: value
    | ^^^
  = mend it

b.yaml:2:1: second
  2 | key: value
    | ^^^
  = mend it

3 problems in 2 files
`);
  });

  it('are counted as people count', () => {
    expect(formatProblems([problem('a.yaml', 1, 'one')])).toMatch(/\n1 problem in 1 file\n$/);
    expect(formatProblems([])).toBe('');
  });

  it('show tabs as spaces, so that the carets stand right', () => {
    expect(excerptOf('\tkey:\tvalue', 1, 7, 5)).toBe('1 |  key: value\n  |       ^^^^^');
  });

  it('show of a long line what is around the place', () => {
    const [shown = '', carets = ''] = excerptOf(`${'x'.repeat(200)}WRONG${'y'.repeat(200)}`, 1, 201, 5).split(
      '\n',
    );
    expect(shown.length).toBeLessThan(110);
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('WRONG');
  });

  it('never point past the end of the line', () => {
    expect(excerptOf('abc', 1, 2, 99)).toBe('1 | abc\n  |  ^^');
  });
});

describe('a suggestion', () => {
  const known = ['targets', 'waves', 'gates', 'soak', 'health'];

  it.each([
    ['target', 'targets'],
    ['tragets', 'targets'],
    ['Waves', 'waves'],
    ['gtaes', 'gates'],
    ['sokaa', 'soak'],
    ['wether', undefined],
    ['', undefined],
  ])('for %j is %s', (word, expected) => {
    expect(nearest(word, known)).toBe(expected);
  });

  it('lists what is known when nothing is near, though never too much', () => {
    expect(suggest('zzzzzz', known, 'x')).toBe('known here: targets, waves, gates, soak, health');
    const many = Array.from({ length: 12 }, (_, index) => `cluster-${index}`);
    expect(suggest('zzzzzz', many, 'x')).toMatch(/cluster-9, and 2 more$/);
    expect(suggest('zzzzzz', [], 'add it')).toBe('add it');
  });
});
