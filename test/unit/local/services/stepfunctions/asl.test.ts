import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isChoiceOperator, ruleHolds } from '../../../../../local/services/stepfunctions/asl/choice-rules.ts';
import { parseExpression } from '../../../../../local/services/stepfunctions/asl/expressions.ts';
import { parsePath, readPath, writePath } from '../../../../../local/services/stepfunctions/asl/paths.ts';
import { evaluate } from '../../../../../local/services/stepfunctions/asl/template.ts';
import type { Json } from '../../../../../local/services/stepfunctions/json.ts';

describe('a reference path', () => {
  it.each<[string, readonly (string | number)[]]>([
    ['$', []],
    ['$.a', ['a']],
    ['$.a.b[0]', ['a', 'b', 0]],
    ["$['x']", ['x']],
    ["$['a b']['c.d']", ['a b', 'c.d']],
    ['$["x"].y', ['x', 'y']],
    ['$[2][3]', [2, 3]],
    ['$.prod-eu_1.größe', ['prod-eu_1', 'größe']],
    ["$['it\\'s']", ["it's"]],
  ])('%s has the steps %j', (path, steps) => {
    expect(parsePath(path)).toEqual(steps);
  });

  it.each(['', 'a', '$a', '$.', '$..a', '$.a[*]', '$.a[1:2]', '$.a[-1]', '$.a[?(@.b)]', "$['a'", '$.a b'])(
    'does not take %j',
    (path) => {
      expect(parsePath(path)).toBeUndefined();
    },
  );

  it.each<[string, Json | undefined]>([
    ['$.a.b[1]', 2],
    ['$.a', { b: [1, 2] }],
    ['$.none', undefined],
    ['$.a.b[2]', undefined],
    ['$.a.b.c', undefined],
    ['$.nothing', null],
    ['$.nothing.more', undefined],
    ['$.a.toString', undefined],
    ['$.a.b.length', undefined],
  ])('%s reads %j', (path, value) => {
    expect(readPath(path, { a: { b: [1, 2] }, nothing: null })).toEqual(value);
  });

  it.each<[string, Json, Json]>([
    ['$', { a: 1 }, 'new'],
    ['$.b', { a: 1 }, { a: 1, b: 'new' }],
    ['$.a', { a: 1 }, { a: 'new' }],
    ['$.b.c', { a: 1 }, { a: 1, b: { c: 'new' } }],
    ['$.l[1]', { l: [1, 2] }, { l: [1, 'new'] }],
    ["$['x y'].z", {}, { 'x y': { z: 'new' } }],
  ])('%s writes into %j', (path, document, written) => {
    const before = structuredClone(document);
    expect(writePath(path, document, 'new')).toEqual(written);
    expect(document).toEqual(before);
  });

  it.each<[string, Json]>([
    ['$.a.b', { a: 1 }],
    ['$.a.b', { a: null }],
    ['$.a', 'text'],
    ['$.l[2]', { l: [1, 2] }],
    ['$.x[0]', {}],
  ])('%s cannot be written into %j', (path, document) => {
    expect(() => writePath(path, document, 1)).toThrow('States.ResultPathMatchFailure');
  });

  it('reads back what it wrote, whatever the names are', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', "a'b", 'a\\b'));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (names, value) => {
        const path = `$${names.map((part) => `['${part.replace(/[\\']/g, '\\$&')}']`).join('')}`;
        expect(readPath(path, writePath(path, {}, value as Json))).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });
});

describe('an expression', () => {
  const scope = { input: { a: 'x', n: 4, l: [1, 2], o: { k: 1 } }, context: { Execution: { Name: 'run' } } };

  it.each<[string, Json]>([
    ['$.a', 'x'],
    ['$$.Execution.Name', 'run'],
    ["States.Format('{} is {}', $.a, $.n)", 'x is 4'],
    ["States.Format('plain')", 'plain'],
    ["States.Format('{}', true)", 'true'],
    ["States.Format('it\\'s {}', $.a)", "it's x"],
    ["States.Format('{}', $$.Execution.Name)", 'run'],
    ["States.Format('{}', $.l[1])", '2'],
    ["States.Format('{}', $['a'])", 'x'],
    ['States.StringToJson(\'{"b":[1]}\')', { b: [1] }],
    ['States.JsonToString($.o)', '{"k":1}'],
    ['States.MathAdd($.n, -1)', 3],
    ['States.Array()', []],
    ["States.Array($.a, 'y', 1, null, States.Array(true))", ['x', 'y', 1, null, [true]]],
    ['States.ArrayLength($.l)', 2],
    ['States.MathAdd(States.ArrayLength($.l), States.MathAdd(1,1))', 4],
    ['States.Array( $.n , $.a )', [4, 'x']],
  ])('%s is %j', (source, value) => {
    expect(evaluate(source, 'field.$', scope)).toEqual(value);
  });

  it.each([
    ["States.Format('{} {}', $.a)", '2 places for 1 values'],
    ["States.Format('{}', $.o)", 'no null, list or object'],
    ['States.Format($.n)', 'needs a string'],
    ["States.MathAdd('1', 1)", 'needs two numbers'],
    ['States.ArrayLength($.a)', 'needs a list'],
    ['States.JsonToString()', 'needs a value'],
    ['States.UUID()', 'States.UUID is not an intrinsic function that is emulated here'],
  ])('%s fails with States.IntrinsicFailure: %s', (source, reason) => {
    expect(() => evaluate(source, 'field.$', scope)).toThrow(`States.IntrinsicFailure`);
    expect(() => evaluate(source, 'field.$', scope)).toThrow(reason);
  });

  it.each([
    'plain text',
    "'literal'",
    '42',
    'States.Format(',
    "States.Format('a'",
    "States.Format('a') more",
    'States.Format($.a $.n)',
    '$.a[*]',
    'Other.Format(1)',
  ])('does not take %j', (source) => {
    expect(() => parseExpression(source)).toThrow(/cannot be read|neither a path|not a reference path/);
    expect(() => evaluate(source, 'field.$', scope)).toThrow("States.Runtime: The field 'field.$'");
  });

  it('must be a string', () => {
    expect(() => evaluate(1, 'field.$', scope)).toThrow("'field.$' must be a string");
  });
});

describe('a choice rule', () => {
  const t1 = '2026-01-01T00:00:00Z';
  const t2 = '2026-01-01T00:00:01+00:00';
  const earlier = '2026-01-01T00:30:00+01:00';

  it.each<[string, Json, Json, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'b', false],
    ['StringEquals', 1, '1', false],
    ['StringLessThan', 'a', 'b', true],
    ['StringGreaterThan', 'b', 'a', true],
    ['StringLessThanEquals', 'a', 'a', true],
    ['StringGreaterThanEquals', 'a', 'b', false],
    ['NumericEquals', 1, 1.0, true],
    ['NumericEquals', '1', 1, false],
    ['NumericLessThan', 1, 2, true],
    ['NumericGreaterThan', 1, 2, false],
    ['NumericLessThanEquals', 2, 2, true],
    ['NumericGreaterThanEquals', 2, 2, true],
    ['BooleanEquals', true, true, true],
    ['BooleanEquals', false, true, false],
    ['BooleanEquals', 'true', true, false],
    ['TimestampEquals', t1, '2026-01-01T01:00:00+01:00', true],
    ['TimestampLessThan', earlier, t1, true],
    ['TimestampGreaterThan', t2, t1, true],
    ['TimestampLessThanEquals', t1, t1, true],
    ['TimestampGreaterThanEquals', earlier, t1, false],
    ['TimestampEquals', 'yesterday', t1, false],
  ])('%s: %j against %j is %s, by constant and by path', (operator, actual, expected, holds) => {
    const scope = { input: { actual, expected }, context: {} };
    expect(ruleHolds({ Variable: '$.actual', [operator]: expected }, scope)).toBe(holds);
    expect(ruleHolds({ Variable: '$.actual', [`${operator}Path`]: '$.expected' }, scope)).toBe(holds);
  });

  it.each<[string, string, boolean]>([
    ['main-*', 'main-42', true],
    ['main-*', 'amain-42', false],
    ['*.log', 'a.log', true],
    ['*.log', 'alog', false],
    ['a*b*c', 'a--b--c', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a\\\\*', 'a\\x', true],
    ['(x)+?', '(x)+?', true],
    ['*', 'two\nlines', true],
  ])('StringMatches: %j takes %j: %s', (pattern, text, holds) => {
    expect(ruleHolds({ Variable: '$', StringMatches: pattern }, { input: text, context: {} })).toBe(holds);
  });

  it.each<[string, Json, boolean]>([
    ['IsNull', null, true],
    ['IsNull', 0, false],
    ['IsString', 'x', true],
    ['IsString', 1, false],
    ['IsNumeric', 1, true],
    ['IsNumeric', '1', false],
    ['IsBoolean', false, true],
    ['IsBoolean', 'false', false],
    ['IsTimestamp', t1, true],
    ['IsTimestamp', '2026-01-01', false],
    ['IsPresent', 'x', true],
    ['IsPresent', null, true],
  ])('%s of %j is %s, and its opposite with false', (operator, value, holds) => {
    const scope = { input: { v: value }, context: {} };
    expect(ruleHolds({ Variable: '$.v', [operator]: true }, scope)).toBe(holds);
    expect(ruleHolds({ Variable: '$.v', [operator]: false }, scope)).toBe(!holds);
  });

  it('IsPresent alone may ask for what is missing', () => {
    const scope = { input: {}, context: {} };
    expect(ruleHolds({ Variable: '$.v', IsPresent: true }, scope)).toBe(false);
    expect(ruleHolds({ Variable: '$.v', IsPresent: false }, scope)).toBe(true);
    expect(() => ruleHolds({ Variable: '$.v', IsNull: true }, scope)).toThrow('States.Runtime');
    const byPath = { Variable: '$', StringEqualsPath: '$.v' };
    expect(() => ruleHolds(byPath, { input: 'x', context: {} })).toThrow('States.Runtime');
  });

  it('can compare with the context', () => {
    const scope = { input: 'run', context: { Execution: { Name: 'run' } } };
    expect(ruleHolds({ Variable: '$', StringEqualsPath: '$$.Execution.Name' }, scope)).toBe(true);
    expect(ruleHolds({ Variable: '$$.Execution.Name', StringEquals: 'run' }, scope)).toBe(true);
  });

  it.each<[string, object, boolean]>([
    ['And needs all', { And: [yes(), no()] }, false],
    ['And needs all', { And: [yes(), yes()] }, true],
    ['Or needs one', { Or: [no(), yes()] }, true],
    ['Or needs one', { Or: [no(), no()] }, false],
    ['Not turns', { Not: no() }, true],
    ['they nest', { And: [{ Not: { Or: [no(), no()] } }, yes()] }, true],
  ])('%s', (_, rule, holds) => {
    expect(ruleHolds(rule as never, { input: { v: 1 }, context: {} })).toBe(holds);
  });

  it('stops at the first part that decides, so that IsPresent can guard the next', () => {
    const guarded = {
      And: [
        { Variable: '$.v', IsPresent: true },
        { Variable: '$.v', NumericEquals: 1 },
      ],
    };
    expect(ruleHolds(guarded, { input: {}, context: {} })).toBe(false);
  });

  it('knows AWS’s operators and no others', () => {
    expect(
      ['StringMatches', 'IsPresent', 'NumericEqualsPath', 'TimestampLessThanEqualsPath'].every(
        isChoiceOperator,
      ),
    ).toBe(true);
    expect(['StringMatchesPath', 'Equals', 'IsPresentPath', 'Next', 'toString'].some(isChoiceOperator)).toBe(
      false,
    );
    expect(() => ruleHolds({ Variable: '$' }, { input: 1, context: {} })).toThrow('no comparison operator');
  });
});

function yes(): Record<string, Json> {
  return { Variable: '$.v', NumericEquals: 1 };
}

function no(): Record<string, Json> {
  return { Variable: '$.v', NumericEquals: 2 };
}
