import { describe, expect, it } from 'vitest';
import { readScenario } from '../../../../scenarios/format/read.ts';
import { formatProblem, sortProblems } from '../../../../src/domain/pipeline/problem.ts';

const read = (...steps: string[]) =>
  readScenario(
    ['scenario: Something holds', 'steps:', ...steps.map((step) => `  - ${step}`)].join('\n'),
    'a.yaml',
  );

const problems = (...steps: string[]): string[] => {
  const answer = read(...steps);
  return 'problems' in answer ? sortProblems(answer.problems).map(formatProblem) : [];
};

describe('a scenario file', () => {
  it('fills in what is left out', () => {
    const answer = read('wait: 10m', 'expect: { commits: 0 }');
    expect(answer).toMatchObject({
      scenario: {
        scenario: 'Something holds',
        start: '2026-03-02T09:00:00Z',
        reportAfter: '10s',
        file: 'a.yaml',
        steps: [{ wait: '10m' }, { expect: { commits: 0 } }],
      },
    });
  });

  it('knows where its steps stand', () => {
    const answer = read('wait: 10m', 'expect: { commits: 0 }');
    if ('problems' in answer) throw new Error('It was good.');
    expect(answer.scenario.placeOf(['steps', 1, 'expect', 'commits'])).toMatchObject({ line: 4, column: 24 });
  });

  it('says of every problem where it is and the way out, all at once', () => {
    expect(
      problems(
        'puhs: { image: checkout, tag: 1.0.0 }',
        'wait: a while',
        'wait: 10m\n    sweep: now',
        'expect: { within: 5m }',
        'expect: { has: 1.0.0 }',
        'expect: { stage: checkout, is: promoted, release: 1.0.0 }',
        'expect: { stage: checkout/dev, is: done, release: 1.0.0 }',
        'expect: { stage: checkout/dev, release: 1.0.0 }',
        'expect: { stage: checkout/dev, explain: "/(/" }',
        'expect: { commits: 1, within: 1m, throughout: 1m }',
        'stop: { scope: prod, as: anna }',
        'approve: { stage: checkout/prod }',
        'push: { image: checkout, tag: 1.0 }',
      ).map((text) => text.replaceAll(/^ .*\n/gm, '')),
    ).toEqual([
      'a.yaml:3:5: a step is one thing\n  = write one of push, agent, canary, report, wait, approve, reject, hold, release-hold, stop, resume, promote, override, rollback, unmark, pull-request, commit, events, reports, sweep, lose-execution, expect',
      'a.yaml:3:5: unknown key "puhs"\n  = did you mean "push"?',
      'a.yaml:4:11: "a while" is neither a duration nor a time\n  = write a number with d, h, m or s, such as 10m, 7d or 1h30m; at most 365d; or write it with its zone, such as 2026-03-06T16:00:00Z or 2026-03-06T17:00:00+01:00',
      'a.yaml:5:5: a step is one thing\n  = write one of push, agent, canary, report, wait, approve, reject, hold, release-hold, stop, resume, promote, override, rollback, unmark, pull-request, commit, events, reports, sweep, lose-execution, expect',
      'a.yaml:7:13: nothing is expected here\n  = write one of is, has, hold, waiting, gate, explain, health, canaries, pull-request, ledger, never, commits, overlays, files, problems',
      'a.yaml:8:20: "has" speaks of a stage\n  = add the stage: stage: checkout/prod',
      'a.yaml:9:22: "checkout" is not a stage\n  = write pipeline and stage with a slash: checkout/prod',
      'a.yaml:10:40: "done" is not allowed here\n  = known here: waiting, gated, committing, verifying, promoted, superseded, rejected, failed, not requested, marked, and 1 more',
      'a.yaml:11:13: nothing is expected here\n  = write one of is, has, hold, waiting, gate, explain, health, canaries, pull-request, ledger, never, commits, overlays, files, problems',
      'a.yaml:11:45: "release" and "is" go together\n  = write release: 1.4.0, is: promoted',
      'a.yaml:12:45: /(/ is not a regular expression: Invalid regular expression: /(/: Unterminated group\n  = mend it, or leave the slashes away to look for the text itself',
      'a.yaml:13:51: "within" and "throughout" exclude each other\n  = make it two steps',
      'a.yaml:14:20: "prod" is not a scope\n  = write everything, pipeline:NAME, stage:PIPELINE/STAGE or cluster:NAME',
      'a.yaml:15:14: "as" is missing\n  = add it here',
      'a.yaml:16:35: 1 stands where text is expected\n  = put it in quotes: "1"',
    ]);
  });

  it('is not read any further where it is no YAML', () => {
    expect(problems('expect: { commits: [')).not.toEqual([]);
  });

  it('says what goes with what in a pull request', () => {
    expect(
      problems(
        'pull-request: { stage: checkout/prod, as: anna, does: push }',
        'pull-request: { stage: checkout/prod, as: anna, does: approve, files: { a.yaml: b }, by: squash }',
        'expect: { pull-request: { is: open } }',
      ).map((text) => text.replaceAll(/^ .*\n/gm, '')),
    ).toEqual([
      'a.yaml:3:19: nothing is pushed\n  = write "files" or "images"',
      'a.yaml:4:19: "files" and "images" go with does: push\n  = take them away, or push',
      'a.yaml:4:94: "by" goes with does: merge\n  = take it away, or merge',
      'a.yaml:5:29: "pull-request" speaks of a stage\n  = add the stage: stage: checkout/prod',
    ]);
  });
});
