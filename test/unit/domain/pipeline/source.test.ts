import { describe, expect, it } from 'vitest';
import { readSource } from '../../../../src/domain/pipeline/source.ts';

const finding = { message: 'm', hint: 'h' };

describe('a file that is not YAML', () => {
  it.each([
    ['a: 1\na: 2\n', 2, 1, 'not valid YAML: Map keys must be unique', 'remove one of the two'],
    ['a: 1\n---\nb: 1\n', 2, 1, 'a second YAML document begins here', 'one file holds one document'],
    ['a: [1\nb: 2\n', 2, 1, 'not valid YAML: Flow sequence', 'every "[" with "]"'],
    ['a: {b: 1\nc: 2\n', 2, 1, 'not valid YAML: Flow map', 'close every "{" with "}"'],
    ['a: b: c\n', 1, 4, 'not valid YAML: Nested mappings', 'put a value that has ": " in it in quotes'],
    ['a: @x\n', 1, 4, 'not valid YAML: Plain value cannot start', 'put the value in quotes'],
    ['a: }\n', 1, 4, 'not valid YAML: Unexpected flow-map-end', 'the file is not read any further'],
    ['a:\n\tb: 1\n', 2, 1, 'not valid YAML: Tabs are not allowed as indentation', 'indent with spaces'],
    ['a: *nowhere\n', 1, 4, 'there is no anchor "nowhere" before this alias', 'write the value out'],
  ])('%j', (text, line, column, message, hint) => {
    const { syntaxProblems, value } = readSource(text, 'f.yaml');
    expect(syntaxProblems[0]).toMatchObject({ file: 'f.yaml', line, column });
    expect(syntaxProblems[0]?.message).toContain(message);
    expect(syntaxProblems[0]?.hint).toContain(hint);
    expect(value).toBeUndefined();
  });

  it('is told of the first mistakes only: the parser trips over each of them again', () => {
    expect(readSource('['.repeat(1000), 'f.yaml').syntaxProblems).toHaveLength(5);
  });

  it('is not read when it is far too large to be meant', () => {
    const { syntaxProblems, value } = readSource(`a: ${'x'.repeat(500_000)}`, 'f.yaml');
    expect(syntaxProblems).toMatchObject([{ line: 1, message: 'the file is larger than 500 KB' }]);
    expect(value).toBeUndefined();
  });

  it('is not expanded when its aliases multiply', () => {
    const levels = Array.from(
      { length: 8 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`)}]`,
    );
    const { syntaxProblems, value } = readSource(`l0: &l0 [x]\n${levels.join('\n')}\n`, 'f.yaml');
    expect(syntaxProblems.map(({ message }) => message)).toEqual([expect.stringContaining('alias')]);
    expect(value).toBeUndefined();
  });
});

describe('the place of a finding', () => {
  const place = (text: string, path: (string | number)[], atKey = false) => {
    const { line, column, excerpt } = readSource(text, 'f.yaml').problemAt({ path, atKey, ...finding });
    return `${line}:${column}\n${excerpt}`;
  };

  it.each([
    ['a value', 'a:\n  b: word\n', ['a', 'b'], false, '2:6\n2 |   b: word\n  |      ^^^^'],
    ['a key', 'a:\n  b: word\n', ['a', 'b'], true, '2:3\n2 |   b: word\n  |   ^'],
    ['a list item', 'a:\n  - x\n  - yy\n', ['a', 1], false, '3:5\n3 |   - yy\n  |     ^^'],
    [
      'the map around a missing key',
      'a:\n  b: 1\n  c: 2\n',
      ['a', 'd'],
      false,
      '2:3\n2 |   b: 1\n  |   ^^^^',
    ],
    ['the list around a missing item', 'a: [x]\n', ['a', 3], false, '1:4\n1 | a: [x]\n  |    ^^^'],
    ['the key of an empty value', 'a:\nb: 1\n', ['a'], false, '1:1\n1 | a:\n  | ^'],
    [
      'the value behind an alias',
      'a: &x { k: v }\nb: *x\n',
      ['b', 'k'],
      false,
      '1:12\n1 | a: &x { k: v }\n  |            ^',
    ],
    ['a key that is a number', '1: x\n', ['1'], false, '1:4\n1 | 1: x\n  |    ^'],
    ['a scalar that has no inside', 'a: x\n', ['a', 'b'], false, '1:4\n1 | a: x\n  |    ^'],
    ['a line that ends in CRLF', 'a: x\r\nb: yy\r\n', ['b'], false, '2:4\n2 | b: yy\n  |    ^^'],
    ['after an empty line', '\na: x\n', ['a'], false, '2:4\n2 | a: x\n  |    ^'],
    ['an empty file', '', ['a'], false, '1:1\n1 | \n  | ^'],
  ])('is %s', (_, text, path, atKey, expected) => {
    expect(place(text, path, atKey)).toBe(expected);
  });
});
