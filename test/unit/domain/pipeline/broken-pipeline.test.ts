import { describe, expect, it } from 'vitest';
import { readPipelineFile } from '../../../../src/domain/pipeline/parse.ts';
import { smallPipeline } from './files.ts';

const problemsOf = (text: string) =>
  readPipelineFile(text, 'checkout.yaml').problems.map(({ message, hint }) => `${message} = ${hint}`);

describe('a broken pipeline file', () => {
  const target = '{ cluster: dev-eu-1, overlay: apps/a }';
  const targets = `targets: [${target}]`;
  const line = '\n      ';

  it.each([
    ['pattern: "main"', 'the regular expression "main" is not accepted: it must begin with ^ and end with $'],
    ['pattern: "^(a$"', 'the regular expression "^(a$" is not accepted: Unterminated group'],
    ['semver: latest', '"latest" is not a semver range'],
    ['semver: " "', '" " is not a semver range'],
    ['semver: "1", pattern: "^a$"', 'exactly one of "semver" or "pattern" is needed here'],
    ['', 'exactly one of "semver" or "pattern" is needed here'],
  ])('tags { %s }', (tags, message) => {
    expect(problemsOf(smallPipeline({ tags }))).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    [targets, 'soak: 10min', '"10min" is not a duration = write a number with d, h, m or s'],
    [targets, 'soak: 600', '"600" is not a duration = write a number with d, h, m or s'],
    [targets, 'soak:', 'nothing stands where text is expected = write text'],
    [targets, 'health: { timeout: 0s }', '"0s" is not a duration above zero'],
    [targets, 'health: 10m', '"10m" stands where a map of keys is expected = write a map of keys'],
    [targets, 'health: [10m]', 'a list stands where a map of keys is expected'],
    [targets, 'after: dev', '"dev" stands where a list is expected = write a list: [dev]'],
    [targets, 'after: { dev: 1 }', 'a map stands where a list is expected'],
    [
      targets,
      'after: [dev]',
      'the stages wait for each other: dev after dev = remove one of these "after" entries',
    ],
    [targets, 'after: [qa]', 'there is no stage "qa" = known here: dev'],
    [targets, 'onFailure: roll-back', '"roll-back" is not allowed here = did you mean "rollback"?'],
    [targets, 'whenSuperseded: oldest', '"oldest" is not allowed here = known here: latest, queue'],
    [targets, 'whenSuperseded: Queued', '"Queued" is not allowed here = did you mean "queue"?'],
    [targets, 'whenSupersede: queue', 'unknown key "whenSupersede" = did you mean "whenSuperseded"?'],
    [targets, 'health: { timout: 5m }', 'unknown key "timout" = did you mean "timeout"?'],
    [
      targets,
      'gates: [{ aproval: { from: [a] }, freeze: { deny: "0 0 * * 6", for: 2d } }]',
      'unknown key "aproval" = did you mean "approval"?',
    ],
    [targets, 'gates: [{ approval: { from: [] } }]', 'the list is empty = write at least one group'],
    [targets, 'gates: [{ approval: { from: [a], quorum: 0 } }]', '0 is too small = at least 1'],
    [
      targets,
      'gates: [{ approval: { from: [a], quorum: 1.5 } }]',
      '1.5 stands where a whole number is expected',
    ],
    [
      targets,
      'gates: [{ approval: { from: [a], notRequester: "yes" } }]',
      '"yes" stands where true or false is expected',
    ],
    [
      targets,
      'gates: [{ freeze: { deny: "0 25 * * 5", for: 1h } }]',
      '"0 25 * * 5" is not a cron expression: Invalid value for hour: 25',
    ],
    [
      targets,
      'gates: [{ freeze: { deny: "@daily", for: 1h } }]',
      '"@daily" is not a cron expression: it has 1 of 5 fields',
    ],
    [targets, 'gates: [{ freeze: { deny: "? * * * *", for: 1h } }]', '"?" depends on when the file is read'],
    [targets, 'gates: [{ freeze: { deny: "0 0 * * 6" } }]', '"for" is missing = add it here'],
    [targets, 'gates: [{ freeze: { for: 1h } }]', 'exactly one of "deny" or "allow" or "from" is needed'],
    [
      targets,
      'gates: [{ freeze: { allow: "0 0 * * 6", for: 1h, timeZone: Berlin } }]',
      '"Berlin" is not a time zone',
    ],
    [
      targets,
      'gates: [{ freeze: { allow: "0 0 * * 6", for: 1h, timeZone: "+02:00" } }]',
      '"+02:00" is not a time zone',
    ],
    [
      targets,
      'waves: [[{ cluster: b, overlay: b }]]',
      'the stage has "targets", and "waves" that list others = list them in "waves" only, or cut "targets"',
    ],
    ['soak: 1m', 'pause: 1m', 'the stage has no "targets" = write "targets", or "waves" that list them'],
    ['waves: { sizes: [1] }', 'soak: 1m', 'there are no "targets" to cut into waves = add "targets"'],
    ['waves: []', 'soak: 1m', 'the list is empty = write at least one wave'],
    ['targets: []', 'soak: 1m', 'the list is empty = write at least one target'],
    ['targets: [{ cluster: a, overlay: ../up }]', 'soak: 1m', '"../up" is not a folder of the repository'],
    ['targets: [{ cluster: a, overlay: /abs }]', 'soak: 1m', '"/abs" is not a folder of the repository'],
    ['targets: [{ cluster: a, overlay: a/./b }]', 'soak: 1m', '"a/./b" is not a folder of the repository'],
    [
      'targets: [{ cluster: a, overlay: a, agent: { name: A } }]',
      'soak: 1m',
      '"A" is not the name of a Kubernetes object',
    ],
  ])('%s, %s', (first, second, problem) => {
    expect(problemsOf(smallPipeline({ stage: `${first}${line}${second}` }))).toEqual([
      expect.stringContaining(problem),
    ]);
  });

  it.each([
    ['from: 2026-12-20', '"to" is missing = add it here'],
    [
      'from: 20.12.2026, to: 2027-01-04',
      '"20.12.2026" is not a date = write a day such as 2026-12-20, or a minute',
    ],
    ['from: 2026-12-20, to: 2027-02-30', '"2027-02-30" is not a date'],
    ['from: 2026-12-20, to: 2027-01-04T24:30', '"2027-01-04T24:30" is not a date'],
    [
      'from: 2026-12-20, to: 2026-12-19',
      'the window would end before it begins on 2026-12-20 = write a later "to"',
    ],
    ['from: 2026-12-20, to: 2026-12-20T00:00', 'the window would end before it begins'],
    ['from: 2026-12-20T18:00, to: 2026-12-20T18:00', 'the window would end before it begins'],
    ['from: 2026-12-20T18:00, to: 2026-12-19', 'the window would end before it begins'],
    ['from: 20261220, to: 2026-12-24T00:00', '"20261220" is not a date = write a day such as 2026-12-20'],
    ['from: 2026-12-20, to: 2027-01-04, for: 1h', '"for" has no meaning here = "for" goes with a cron'],
    [
      'deny: "0 0 * * 6", for: 1h, to: 2027-01-04',
      '"to" has no meaning here = "for" goes with a cron, "to" and',
    ],
    ['deny: "0 0 * * 6", for: 1h, effect: deny', '"effect" has no meaning here'],
    ['deny: "0 0 * * 6", from: 2026-12-20', 'exactly one of "deny" or "allow" or "from" is needed here'],
    [
      'from: 2026-12-20, to: 2027-01-04, effect: open',
      '"open" is not allowed here = known here: deny, allow',
    ],
  ])('freeze { %s }', (fields, problem) => {
    expect(
      problemsOf(smallPipeline({ stage: `${targets}${line}gates: [{ freeze: { ${fields} } }]` })),
    ).toEqual([expect.stringContaining(problem)]);
  });

  it('refuses names that would not fit into the name of an execution', () => {
    const long = 'a'.repeat(41);
    expect(problemsOf(smallPipeline({ name: long }))).toEqual([
      `"${long}" is longer than 40 characters = choose a shorter one`,
    ]);
  });

  it('refuses an image with a tag, or of another registry', () => {
    const problem = expect.stringContaining('is not the address of an ECR repository');
    const image = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout';
    expect(problemsOf(smallPipeline().replace(image, `${image}:1.0.0`))).toEqual([problem]);
    expect(problemsOf(smallPipeline().replace(image, 'ghcr.io/shop/checkout'))).toEqual([problem]);
  });

  it('refuses several artifacts that cannot be released together', () => {
    const [, artifact = ''] = /( {4}- name: checkout\n.*\n.*\n)/.exec(smallPipeline()) ?? [];
    const withSecond = (second: string, rule = '') =>
      smallPipeline()
        .replace(artifact, artifact + second)
        .replace('  stages:', `${rule}  stages:`);
    const SAME_TAG = '  complete: same-tag\n';
    const cart = artifact.replaceAll('checkout', 'cart');
    expect(problemsOf(withSecond(cart, SAME_TAG))).toEqual([]);
    expect(problemsOf(withSecond(cart))).toEqual([
      'nothing says when a release of several artifacts is complete = add complete: same-tag, same-label, any or { wait: 10m } beside "artifacts", or give each a pipeline of its own',
    ]);
    expect(problemsOf(withSecond(cart.replace('1.0.0', '2.0.0'), SAME_TAG))).toEqual([
      'the artifacts have different "tags", so some tags would never be complete = write the same tags for each, or another rule than same-tag',
    ]);
    expect(problemsOf(withSecond(artifact, SAME_TAG))).toEqual([
      'two artifacts have the same name or repository = give each its own name and repository',
    ]);
    for (const rule of ['any', 'same-label', '{ wait: 10m }'])
      expect(problemsOf(withSecond(cart.replace('1.0.0', '2.0.0'), `  complete: ${rule}\n`))).toEqual([]);
    expect(problemsOf(withSecond(cart, '  complete: same-tags\n'))[0]).toContain('"same-tags"');
    expect(problemsOf(withSecond(cart, '  complete: { wait: soon }\n'))[0]).toContain(
      '"soon" is not a duration',
    );
    expect(problemsOf(withSecond(cart, '  complete: { wait: 0s }\n'))[0]).toContain('above zero');
  });

  it('names every cycle and every repeated stage', () => {
    const stage = (name: string, after: string) =>
      `\n    - name: ${name}\n      after: [${after}]\n      targets: [{ cluster: c, overlay: o/${name}-${after.length} }]`;
    const text =
      smallPipeline() + ['a', 'b'].map((name) => stage(name, name === 'a' ? 'dev, b' : 'a, a')).join('');
    expect(problemsOf(`${text}${stage('b', 'dev')}`)).toEqual([
      '"a" is named twice = remove one of the two',
      'a second stage "b" = give each stage a name of its own',
    ]);
    expect(problemsOf(text)).toEqual([
      'the stages wait for each other: a after b after a = remove one of these "after" entries, so that one of the stages can begin',
      '"a" is named twice = remove one of the two',
    ]);
  });

  it('is judged by its kind before anything else', () => {
    expect(problemsOf('kind: Deployment\nmetadata: { name: X }\nspec: {}')).toEqual([
      'the kind of this file must be Pipeline = .towpath/settings.yaml is the Settings, any other file here a Pipeline',
    ]);
  });

  it('names every key that is missing', () => {
    expect(problemsOf('apiVersion: towpath.dev/v2\nspec: {}\n')).toEqual([
      '"kind" is missing = add it here',
      '"metadata" is missing = add it here',
      '"towpath.dev/v2" is not allowed here = did you mean "towpath.dev/v1"?',
      '"artifacts" is missing = add it here',
      '"stages" is missing = add it here',
    ]);
  });

  it.each([
    ['', 'the file is empty'],
    ['# only a comment', 'the file is empty'],
    ['just words', '"just words" stands where a map of keys is expected'],
    ['- a', 'a list stands where a map of keys is expected'],
  ])('%j is no pipeline', (text, message) => {
    const hint = 'begin with "apiVersion: towpath.dev/v1"; docs/pipeline-file.md has whole files';
    expect(problemsOf(text)).toEqual([`${message} = ${hint}`]);
  });

  it('quotes no more of what was written than somebody reads', () => {
    const [problem = ''] = problemsOf(
      smallPipeline({ stage: `${targets}${line}soak: "${'x'.repeat(5000)}"` }),
    );
    expect(problem).toMatch(/^"x{299}\.\.\. = write a number/);
  });
});
