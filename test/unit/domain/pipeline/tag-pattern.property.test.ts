import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileTagPattern } from '../../../../src/domain/pipeline/tag-pattern.ts';

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

it('a tag pattern agrees with the engine of JavaScript', () => {
  fc.assert(
    fc.property(pattern, tag, (body, text) => {
      expect(compileTagPattern(`^${body}$`).matches(text)).toBe(new RegExp(`^(?:${body})$`).test(text));
    }),
    { numRuns: 2000 },
  );
});
