import { expect, it } from 'vitest';
import { arnsOverlap, isArnPattern } from '../../../../src/domain/people/arn-pattern.ts';

const ROLE = 'arn:aws:sts::111122223333:assumed-role/Release';
const USER = 'arn:aws:iam::111122223333:user/anna';

it.each([
  [`${ROLE}/*`, true],
  [`${ROLE}/anna*`, true],
  [`${ROLE}/anna`, false],
  [`${ROLE}*`, false],
  [`${ROLE}/an*a`, false],
  ['arn:aws:sts::111122223333:assumed-role/*/anna*', false],
  [`${USER}*`, false],
])('%s is a pattern: %s', (text, is) => {
  expect(isArnPattern(text)).toBe(is);
});

it.each([
  [USER, USER, true],
  [USER, `${USER}2`, false],
  [`${ROLE}/anna`, `${ROLE}/anna*`, true],
  [`${ROLE}/ben`, `${ROLE}/anna*`, false],
  [`${ROLE}/anna*`, `${ROLE}/an*`, true],
  [`${ROLE}/anna*`, `${ROLE}/ben*`, false],
  [`${ROLE}/*`, `${ROLE}2/*`, false],
])('%s and %s overlap: %s', (one, other, overlap) => {
  expect(arnsOverlap(one, other)).toBe(overlap);
  expect(arnsOverlap(other, one)).toBe(overlap);
});
