import { describe, expect, it } from 'vitest';
import { InvalidEventPatternError } from '../../../../../local/services/eventbridge/comparison.ts';
import { matches } from '../../../../../local/services/eventbridge/pattern.ts';

const push = {
  version: '0',
  source: 'aws.ecr',
  'detail-type': 'ECR Image Action',
  account: '111122223333',
  region: 'eu-west-1',
  resources: ['arn:one', 'arn:two'],
  detail: {
    'action-type': 'PUSH',
    result: 'SUCCESS',
    'image-tag': '1.4.0',
    empty: '',
    nothing: null,
    yes: true,
    size: 301.8,
    list: [],
    ip: '10.0.0.33',
    file: 'apps/checkout/image.png',
    star: 'a*b',
    backslash: 'a\\b',
    layers: [
      { kind: 'base', size: 10 },
      { kind: 'app', size: 20, tags: ['slim'] },
    ],
  },
};

type Case = readonly [name: string, pattern: unknown, expected: boolean];

const detail = (pattern: unknown) => ({ detail: pattern });

const cases: Record<string, readonly Case[]> = {
  'exact values': [
    ['one value', { source: ['aws.ecr'] }, true],
    ['another value', { source: ['aws.s3'] }, false],
    ['one of several', { source: ['aws.s3', 'aws.ecr'] }, true],
    ['every field must match', { source: ['aws.ecr'], region: ['us-east-1'] }, false],
    ['nested', detail({ 'action-type': ['PUSH'], result: ['SUCCESS'] }), true],
    ['an absent field', { nowhere: ['x'] }, false],
    ['an absent object', { nowhere: { x: ['x'] } }, false],
    ['a number', detail({ size: [301.8] }), true],
    ['a number is not a string', detail({ size: ['301.8'] }), false],
    ['true', detail({ yes: [true] }), true],
    ['true is not "true"', detail({ yes: ['true'] }), false],
    ['null', detail({ nothing: [null] }), true],
    ['null is not empty', detail({ nothing: [''] }), false],
    ['an empty string', detail({ empty: [''] }), true],
    ['an empty string is not null', detail({ empty: [null] }), false],
    ['case matters', { source: ['AWS.ECR'] }, false],
    ['an object has no value of its own', { detail: ['PUSH'] }, false],
  ],
  arrays: [
    ['one element in common', { resources: ['arn:two', 'arn:three'] }, true],
    ['none in common', { resources: ['arn:three'] }, false],
    ['an empty one has nothing', detail({ list: [''] }), false],
    ['of objects: one element matches', detail({ layers: { kind: ['app'] } }), true],
    ['of objects: the same element in all fields', detail({ layers: { kind: ['app'], size: [20] } }), true],
    ['of objects: not two elements together', detail({ layers: { kind: ['base'], size: [20] } }), false],
    ['of objects: nested arrays', detail({ layers: { tags: ['slim'], kind: ['app'] } }), true],
  ],
  prefix: [
    ['matches', { region: [{ prefix: 'eu-' }] }, true],
    ['does not', { region: [{ prefix: 'us-' }] }, false],
    ['the empty one matches any string', { region: [{ prefix: '' }] }, true],
    ['strings only', detail({ size: [{ prefix: '30' }] }), false],
    ['ignoring case', { region: [{ prefix: { 'equals-ignore-case': 'EU-' } }] }, true],
  ],
  suffix: [
    ['matches', detail({ file: [{ suffix: '.png' }] }), true],
    ['does not', detail({ file: [{ suffix: '.PNG' }] }), false],
    ['ignoring case', detail({ file: [{ suffix: { 'equals-ignore-case': '.PNG' } }] }), true],
  ],
  'equals-ignore-case': [
    ['matches', detail({ result: [{ 'equals-ignore-case': 'success' }] }), true],
    ['does not', detail({ result: [{ 'equals-ignore-case': 'failure' }] }), false],
    ['strings only', detail({ yes: [{ 'equals-ignore-case': 'TRUE' }] }), false],
  ],
  wildcard: [
    ['in the middle', detail({ file: [{ wildcard: 'apps/*/image.png' }] }), true],
    ['for nothing', detail({ file: [{ wildcard: 'apps/*checkout/image.png' }] }), true],
    ['at both ends', detail({ file: [{ wildcard: '*checkout*' }] }), true],
    ['the whole value', detail({ file: [{ wildcard: 'apps/*' }] }), true],
    ['no part of the value', detail({ file: [{ wildcard: 'checkout' }] }), false],
    ['a dot is a dot', detail({ file: [{ wildcard: '*image?png' }] }), false],
    ['an escaped star is a star', detail({ star: [{ wildcard: 'a\\*b' }] }), true],
    ['an escaped star is no wildcard', detail({ file: [{ wildcard: 'apps\\*' }] }), false],
    ['an escaped backslash', detail({ backslash: [{ wildcard: 'a\\\\b' }] }), true],
  ],
  'anything-but': [
    ['a value', detail({ 'image-tag': [{ 'anything-but': '' }] }), true],
    ['the value itself', detail({ empty: [{ 'anything-but': '' }] }), false],
    ['a list', detail({ result: [{ 'anything-but': ['FAILURE', 'SUCCESS'] }] }), false],
    ['numbers', detail({ size: [{ 'anything-but': [100, 200] }] }), true],
    ['another type', detail({ size: [{ 'anything-but': 'x' }] }), true],
    ['an absent field does not count', detail({ absent: [{ 'anything-but': 'x' }] }), false],
    ['one other element suffices', { resources: [{ 'anything-but': 'arn:one' }] }, true],
    ['prefix', { region: [{ 'anything-but': { prefix: 'eu-' } }] }, false],
    ['prefixes', { region: [{ 'anything-but': { prefix: ['us-', 'ap-'] } }] }, true],
    ['suffix', detail({ file: [{ 'anything-but': { suffix: '.png' } }] }), false],
    ['ignoring case', detail({ result: [{ 'anything-but': { 'equals-ignore-case': 'success' } }] }), false],
    ['wildcard', detail({ file: [{ 'anything-but': { wildcard: '*/lib/*' } }] }), true],
  ],
  exists: [
    ['a field that is there', detail({ result: [{ exists: true }] }), true],
    ['a field that is not', detail({ absent: [{ exists: true }] }), false],
    ['null is there', detail({ nothing: [{ exists: true }] }), true],
    ['an object is no leaf', { detail: [{ exists: true }] }, false],
    ['absence of a field', detail({ absent: [{ exists: false }] }), true],
    ['absence of one that is there', detail({ result: [{ exists: false }] }), false],
    ['absence below what is absent', { nowhere: { deep: { x: [{ exists: false }] } } }, true],
    ['absence in no element of an array', detail({ layers: { owner: [{ exists: false }] } }), true],
    ['absence in one element of an array only', detail({ layers: { tags: [{ exists: false }] } }), false],
    ['or a value', detail({ absent: ['x', { exists: false }] }), true],
  ],
  numeric: [
    ['a range', detail({ size: [{ numeric: ['>', 0, '<=', 301.8] }] }), true],
    ['below', detail({ size: [{ numeric: ['<', 301.8] }] }), false],
    ['equal', detail({ size: [{ numeric: ['=', 3.018e2] }] }), true],
    ['at least', detail({ size: [{ numeric: ['>=', 302] }] }), false],
    ['numbers only', detail({ 'image-tag': [{ numeric: ['>', 0] }] }), false],
  ],
  cidr: [
    ['inside', detail({ ip: [{ cidr: '10.0.0.0/24' }] }), true],
    ['outside', detail({ ip: [{ cidr: '10.0.1.0/24' }] }), false],
    ['no address', detail({ result: [{ cidr: '10.0.0.0/24' }] }), false],
  ],
  $or: [
    ['the first', { $or: [{ source: ['aws.ecr'] }, { region: ['x'] }] }, true],
    ['the second', { $or: [{ source: ['x'] }, { detail: { result: ['SUCCESS'] } }] }, true],
    ['neither', { $or: [{ source: ['x'] }, { region: ['x'] }] }, false],
    ['and another field', { account: ['x'], $or: [{ source: ['aws.ecr'] }, { region: ['x'] }] }, false],
    ['nested', detail({ $or: [{ result: ['x'] }, { 'image-tag': [{ prefix: '1.' }] }] }), true],
    ['within $or', { $or: [{ source: ['x'] }, { $or: [{ region: ['x'] }, { source: ['aws.ecr'] }] }] }, true],
  ],
};

for (const [operator, table] of Object.entries(cases)) {
  describe(`an event pattern: ${operator}`, () => {
    it.each(table)('%s', (_, pattern, expected) => {
      expect(matches(pattern, push)).toBe(expected);
    });
  });
}

describe('an invalid event pattern', () => {
  it.each([
    ['no object', 'aws.ecr'],
    ['empty', {}],
    ['an empty object within', { detail: {} }],
    ['a value outside an array', { source: 'aws.ecr' }],
    ['an empty array', { source: [] }],
    ['an unknown operator', { source: [{ begins: 'aws' }] }],
    ['two operators in one', { source: [{ prefix: 'a', suffix: 'b' }] }],
    ['an array in an array', { source: [['aws.ecr']] }],
    ['prefix of a number', { source: [{ prefix: 1 }] }],
    ['prefix of an unknown modifier', { source: [{ prefix: { wildcard: 'a*' } }] }],
    ['exists with a word', { source: [{ exists: 'yes' }] }],
    ['consecutive wildcards', { source: [{ wildcard: 'a**' }] }],
    ['a backslash before a letter', { source: [{ wildcard: 'a\\b' }] }],
    ['numeric without a bound', { size: [{ numeric: ['>'] }] }],
    ['numeric with an unknown relation', { size: [{ numeric: ['~', 1] }] }],
    ['no CIDR block', { ip: [{ cidr: '10.0.0.0' }] }],
    ['anything-but nothing', { source: [{ 'anything-but': [] }] }],
    ['anything-but numeric', { size: [{ 'anything-but': { numeric: ['>', 1] } }] }],
  ])('is refused: %s', (_, pattern) => {
    expect(() => matches(pattern, push)).toThrow(InvalidEventPatternError);
  });
});
