import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTagPattern, TagPatternError } from '../../../../src/domain/pipeline/tag-pattern.ts';

const atom = fc.constantFrom('a', 'b', '1', '.', '[ab]', '[^a]', '\\d', '\\.', '-', '{', ']');
const repeat = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '+?');
const repeated = fc.tuple(atom, repeat).map((parts) => parts.join(''));
const group = fc
  .tuple(
    fc.constantFrom('(', '(?:'),
    fc.array(repeated, { maxLength: 3 }),
    fc.array(repeated, { maxLength: 2 }),
    repeat,
  )
  .map(([open, left, right, times]) => `${open}${left.join('')}|${right.join('')})${times}`);
const pattern = fc
  .array(fc.oneof(repeated, group), { maxLength: 4 })
  .map((parts) => parts.join(''))
  .filter((body) => isValid(body));
const tag = fc.string({ unit: fc.constantFrom('a', 'b', '1', '.', '-', '{', ']'), maxLength: 8 });

function isValid(body: string): boolean {
  try {
    return new RegExp(body) !== undefined;
  } catch {
    return false;
  }
}

describe('a tag pattern', () => {
  it('agrees with the engine of JavaScript', () => {
    fc.assert(
      fc.property(pattern, tag, (body, text) => {
        expect(compileTagPattern(`^${body}$`).matches(text)).toBe(new RegExp(`^(?:${body})$`).test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['^main-[0-9]+$', 'main-42', true],
    ['^main-[0-9]+$', 'main-42-dirty', false],
    ['^v\\d+(?:\\.\\d+){2}(-rc\\d+)?$', 'v1.20.3-rc1', true],
    ['^release|main$', 'release-is-not-the-whole-tag', false],
    ['^a{200}$', 'a'.repeat(128), false],
    ['^(a?){200}$', 'aaa', true],
    ['^.*$', 'a'.repeat(128), true],
    ['^.*$', 'a'.repeat(129), false],
    ['^$', '', true],
  ])('%s against %s is %s', (source, text, expected) => {
    expect(compileTagPattern(source).matches(text)).toBe(expected);
  });

  it.each(['^(a+)+$', '^((a*)*)*$', '^(a|a)*$', '^(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b$', '^((a?){99}){99}$'])(
    'answers %s at once for a tag made to make it backtrack',
    (source) => {
      const started = performance.now();
      expect(compileTagPattern(source).matches(`${'a'.repeat(127)}!`)).toBe(false);
      expect(performance.now() - started).toBeLessThan(1000);
    },
  );

  it.each([
    ['main-.*', 'it must begin with ^ and end with $'],
    ['^(a$', 'Unterminated group'],
    ['^a**$', 'Nothing to repeat'],
    ['^a(?=b)$', '"(?=" is not supported'],
    ['^(a)\\1$', '"\\1" is not supported'],
    ['^\\bmain$', '"\\bm" is not supported'],
    ['^a^b$', '"^b" is not supported'],
    ['^a\\$', '"\\" is not supported'],
    ['^((((a+)+)+)+)$', 'more than 3 repetitions within each other'],
    [`^${'a'.repeat(200)}$`, 'longer than 200 characters'],
  ])('refuses %s', (source, message) => {
    expect(() => compileTagPattern(source)).toThrow(new TagPatternError(message));
  });
});
