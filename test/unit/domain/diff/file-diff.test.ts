import { describe, expect, it } from 'vitest';
import { diffFile } from '../../../../src/domain/diff/file-diff.ts';

const lines = (...texts: string[]): string => `${texts.join('\n')}\n`;

describe('the diff of a file', () => {
  it('has the changed lines, and three lines around them', () => {
    const before = lines('a', 'b', 'c', 'd', 'old', 'e', 'f', 'g', 'h');
    const after = lines('a', 'b', 'c', 'd', 'new', 'newer', 'e', 'f', 'g', 'h');
    expect(diffFile({ path: 'x/y.yaml', before, after })).toEqual({
      path: 'x/y.yaml',
      removed: ['old'],
      added: ['new', 'newer'],
      lines: ['@@ -2,7 +2,8 @@', ' b', ' c', ' d', '-old', '+new', '+newer', ' e', ' f', ' g'],
    });
  });

  it('keeps carriage returns and says where the last newline is missing', () => {
    const { added, lines } = diffFile({ path: 'y', before: 'a\r\nb', after: 'a\r\nc' });
    expect(added).toEqual(['c']);
    expect(lines.slice(1)).toEqual([
      ' a\r',
      '-b',
      '\\ No newline at end of file',
      '+c',
      '\\ No newline at end of file',
    ]);
  });

  it('is empty where nothing differs', () => {
    expect(diffFile({ path: 'y', before: 'a\n', after: 'a\n' })).toEqual({
      path: 'y',
      removed: [],
      added: [],
      lines: [],
    });
  });

  it('says the same of the changed lines whatever stands elsewhere in the file', () => {
    const rest = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const of = (head: string) =>
      diffFile({
        path: 'y',
        before: lines(head, ...rest, 'old', ...rest, 'older'),
        after: lines(head, ...rest, 'new', ...rest, 'newer'),
      });
    expect(of('one').lines).toEqual(of('two').lines);
    expect(of('one')).toMatchObject({ removed: ['old', 'older'], added: ['new', 'newer'] });
  });
});
