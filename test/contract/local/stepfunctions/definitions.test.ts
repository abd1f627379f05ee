import aslValidator from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { findErrorHandlingMistakes } from '../../../../local/services/stepfunctions/definition-checks.ts';
import { findDefinitionMistakes } from '../../../../local/services/stepfunctions/definition-validation.ts';
import type { Json } from '../../../../local/services/stepfunctions/json.ts';
import { callback, machine, task } from '../../../unit/local/services/stepfunctions/harness.ts';

const ALL = { ErrorEquals: ['States.ALL'], Next: 'After' };
const after = { After: { Type: 'Pass' } };
const inMap = (state: object) =>
  machine({ M: { Type: 'Map', ItemProcessor: machine({ T: state, ...after }) } });
const inBranch = (state: object) =>
  machine({ P: { Type: 'Parallel', Branches: [machine({ T: state, ...after })] } });

describe('the checks that asl-validator lacks', () => {
  const notLast = task('x', { Catch: [ALL, { ErrorEquals: ['Own'], Next: 'After' }] });
  const notAlone = task('x', { Catch: [{ ErrorEquals: ['Own', 'States.ALL'], Next: 'After' }] });
  const retryNotLast = task('x', { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['Own'] }] });
  const heartbeat = task('x', { HeartbeatSeconds: 60, TimeoutSeconds: 60 });

  it.each<[string, object, string]>([
    [
      'States.ALL is not the last catcher',
      machine({ T: notLast, ...after }),
      '/States/T/Catch/0: States.ALL must be the last',
    ],
    [
      'States.ALL does not stand alone',
      machine({ T: notAlone, ...after }),
      '/States/T/Catch/0: States.ALL must stand alone',
    ],
    [
      'States.ALL is not the last retrier',
      machine({ T: retryNotLast }),
      '/States/T/Retry/0: States.ALL must be the last',
    ],
    [
      'the heartbeat is not shorter than the timeout',
      machine({ T: heartbeat }),
      '/States/T: HeartbeatSeconds (60) must be smaller than TimeoutSeconds (60)',
    ],
    ['it is inside a Map', inMap(heartbeat), '/States/M/ItemProcessor/States/T: HeartbeatSeconds'],
    ['it is inside a branch', inBranch(notLast), '/States/P/Branches/0/States/T/Catch/0'],
  ])('find that %s', (_, definition, mistake) => {
    const mistakes = findErrorHandlingMistakes(definition);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(mistake);
  });

  it('are needed: asl-validator finds none of this', () => {
    const definition = machine({ A: notLast, B: notAlone, C: retryNotLast, D: heartbeat, ...after });
    expect(findErrorHandlingMistakes(definition)).toHaveLength(4);
    expect(aslValidator(definition as never).isValid).toBe(true);
  });

  it('find nothing in a sound definition, or in something else', () => {
    const sound = task('x', {
      HeartbeatSeconds: 59,
      TimeoutSeconds: 60,
      Retry: [{ ErrorEquals: ['Own'] }, { ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: ['Own', 'Other'], Next: 'After' }, ALL],
    });
    expect(findErrorHandlingMistakes(machine({ T: sound, ...after }))).toEqual([]);
    expect([null, 1, 'x', [], {}, { States: [] }].flatMap(findErrorHandlingMistakes)).toEqual([]);
  });
});

describe('the check of a definition', () => {
  it.each<[string, object]>([
    ['every state type', everything()],
    ['a task with a token', machine({ T: callback('x', { HeartbeatSeconds: 1, TimeoutSeconds: 2 }) })],
  ])('has nothing against %s, and neither has asl-validator', (_, definition) => {
    expect(findDefinitionMistakes(definition as Json)).toEqual([]);
    const validated = aslValidator(definition as never);
    expect(validated.isValid, validated.errorsText()).toBe(true);
  });

  it.each<[string, unknown, string]>([
    ['no object', [], '/: a state machine must be an object'],
    ['no states', { StartAt: 'A' }, '/: These fields are required: [States]'],
    ['no start', { States: {} }, '/StartAt: is missing'],
    [
      'a start that is not there',
      { ...machine({ A: pass() }), StartAt: 'B' },
      '/StartAt: there is no state "B"',
    ],
    ['a state that is no object', { StartAt: 'A', States: { A: 1 } }, '/States/A: a state must be an object'],
    ['an unknown type', machine({ A: { Type: 'Loop' } }), '/States/A/Type: "Loop" is none of Task, Choice'],
    ['an unknown Next', machine({ A: pass({ Next: 'B' }) }), '/States/A/Next: there is no state "B"'],
    ['neither Next nor End', { StartAt: 'A', States: { A: pass() } }, '/States/A/Next: is missing'],
    [
      'a catcher to nowhere',
      machine({ A: task('x', { Catch: [ALL] }) }),
      '/States/A/Catch/0/Next: there is no state "After"',
    ],
    [
      'a retrier without names',
      machine({ A: task('x', { Retry: [{ ErrorEquals: [] }] }) }),
      '/Retry/0: ErrorEquals must name',
    ],
    [
      'another resource',
      machine({ A: task('x', { Resource: 'arn:aws:states:::sqs:sendMessage' }) }),
      'sqs:sendMessage" is not emulated',
    ],
    [
      'a choice without rules',
      machine({ A: { Type: 'Choice', Choices: [] } }),
      '/Choices: there must be at least one',
    ],
    [
      'a rule to nowhere',
      choice({ Variable: '$', IsNull: true, Next: 'B' }),
      '/Choices/0/Next: there is no state "B"',
    ],
    [
      'a default to nowhere',
      choice({ Variable: '$', IsNull: true, Next: 'A' }, 'B'),
      '/Default: there is no state "B"',
    ],
    [
      'a rule without operator',
      choice({ Variable: '$', Next: 'A' }),
      '/Choices/0: a rule needs Variable and exactly',
    ],
    [
      'a rule with an unknown operator',
      choice({ Not: { Variable: '$', Equals: 1 }, Next: 'A' }),
      '/Choices/0/Not/0: a rule needs',
    ],
    [
      'a rule with two operators',
      choice({ And: [{ Variable: '$', IsNull: true, IsString: true }], Next: 'A' }),
      '/And/0',
    ],
    ['a wait for nothing', machine({ A: { Type: 'Wait' } }), '/States/A: exactly one of Seconds'],
    [
      'a wait for two things',
      machine({ A: { Type: 'Wait', Seconds: 1, SecondsPath: '$' } }),
      'exactly one of',
    ],
    ['a wait for no time', machine({ A: { Type: 'Wait', Timestamp: 'noon' } }), '"noon" is no RFC 3339 time'],
    ['a map without states', machine({ A: { Type: 'Map' } }), '/Iterator: a state machine must be an object'],
    [
      'a distributed map',
      machine({
        A: {
          Type: 'Map',
          ItemProcessor: machine({ P: pass() }, { ProcessorConfig: { Mode: 'DISTRIBUTED' } }),
        },
      }),
      'only Mode INLINE is emulated',
    ],
    ['branches that are missing', machine({ A: { Type: 'Parallel' } }), 'required: [Branches]'],
    ['a mistake in a branch', inBranch({ Type: 'Nap' }), '/Branches/0/States/T/Type'],
    ['JSONata', machine({ A: pass() }, { QueryLanguage: 'JSONata' }), 'only JSONPath is emulated'],
    [
      'a path that is none',
      machine({ A: pass({ InputPath: '$.a[*]' }) }),
      '/InputPath: "$.a[*]" is not a reference path',
    ],
    [
      'a template that is none',
      machine({ A: pass({ Parameters: { l: [{ 'x.$': 'a' }] } }) }),
      '/Parameters/l/0/x.$: "a" cannot be read',
    ],
    [
      'a function that is not emulated',
      machine({ A: pass({ Parameters: { 'x.$': 'States.Array(States.UUID())' } }) }),
      'States.UUID is not emulated',
    ],
    [
      'States.ALL before others',
      machine({ A: task('x', { Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }) }),
      'must stand alone',
    ],
  ])('refuses %s', (_, definition, mistake) => {
    expect(findDefinitionMistakes(definition as Json).join('\n')).toContain(mistake);
  });

  it('takes a Result for what it is, not for paths', () => {
    const literal = pass({ Result: { 'x.$': 'no path', SomePath: 'neither' } });
    expect(findDefinitionMistakes(machine({ A: literal }) as Json)).toEqual([]);
  });

  it('names every mistake at once', () => {
    const definition = machine({ A: pass({ Next: 'X' }), B: { Type: 'Wait' } });
    expect(findDefinitionMistakes(definition as Json)).toHaveLength(2);
  });
});

function pass(more: object = {}): object {
  return { Type: 'Pass', ...more };
}

function choice(rule: object, fallback?: string): object {
  return machine({
    A: { Type: 'Choice', Choices: [rule], ...(fallback === undefined ? {} : { Default: fallback }) },
  });
}

function everything(): object {
  return {
    ...machine({
      Task: task('x', { Retry: [{ ErrorEquals: ['States.ALL'] }], Catch: [{ ...ALL, Next: 'Fail' }] }),
      Choice: {
        Type: 'Choice',
        Choices: [
          {
            And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$.a', StringMatches: 'x*' } }],
            Next: 'Wait',
          },
          { Variable: '$$.Execution.Name', StringEquals: 'x', Next: 'Succeed' },
        ],
        Default: 'Fail',
      },
      Wait: { Type: 'Wait', SecondsPath: '$.seconds' },
      Map: { Type: 'Map', ItemsPath: '$.l', ItemProcessor: machine({ Item: pass() }), MaxConcurrency: 2 },
      Parallel: { Type: 'Parallel', Branches: [machine({ Branch: pass({ Result: 1 }) })] },
      Pass: pass({ Parameters: { 'x.$': "States.Format('{}', $.a)" }, ResultPath: null, Next: 'Succeed' }),
      Succeed: { Type: 'Succeed' },
      Fail: { Type: 'Fail', ErrorPath: '$.Error', CausePath: '$.Cause' },
    }),
    TimeoutSeconds: 60,
  };
}
