import { describe, expect, it } from 'vitest';
import { compileTagPattern, TagPatternError } from '../../../../src/domain/pipeline/tag-pattern.ts';

describe('a tag pattern', () => {
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
      expect(compileTagPattern(source).matches(`${'a'.repeat(127)}!`)).toBe(false);
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
