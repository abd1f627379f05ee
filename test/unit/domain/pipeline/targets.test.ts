import { describe, expect, it } from 'vitest';
import { namedIn, validateConfiguration } from '../../../../src/domain/pipeline/validate.ts';
import { everything, inTowpath, parsed, SETTINGS, stage } from './files.ts';

const targetsOf = (...lines: string[]) =>
  parsed(stage(...lines)).stages[0]?.waves.map((wave) =>
    wave.map(({ cluster, overlay }) => `${cluster}: ${overlay}`),
  );

function problemsIn(lines: string[], { settings = SETTINGS.text, exists = everything } = {}) {
  const files = [inTowpath('checkout.yaml', stage(...lines)), { ...SETTINGS, text: settings }];
  return validateConfiguration(files, exists)
    .problems.filter(({ file }) => file === '.towpath/checkout.yaml')
    .map(({ line, column, message, hint }) => `${line}:${column} ${message} = ${hint}`);
}

describe('targets by selector', () => {
  it('are one for each cluster that has the labels, by name', () => {
    expect(
      targetsOf('targets:', '  selector: { env: prod }', '  overlay: apps/checkout/overlays/{cluster}'),
    ).toEqual([
      [
        'prod-ap-1: apps/checkout/overlays/prod-ap-1',
        'prod-eu-1: apps/checkout/overlays/prod-eu-1',
        'prod-us-1: apps/checkout/overlays/prod-us-1',
      ],
    ]);
  });

  it('need all of the labels, and may name the cluster', () => {
    expect(
      targetsOf('targets: { selector: { env: prod, region: us-east-1 }, overlay: "a/{region}/{cluster}/" }'),
    ).toEqual([['prod-us-1: a/us-east-1/prod-us-1']]);
    expect(targetsOf('targets: { selector: { cluster: dev-eu-1 }, overlay: a }')).toEqual([['dev-eu-1: a']]);
  });

  it('stand in a list where they are written', () => {
    expect(
      targetsOf(
        'targets:',
        '  - { cluster: staging-eu-1, overlay: b }',
        '  - selector: { env: prod }',
        '    overlay: a/{cluster}',
        '  - { cluster: dev-eu-1, overlay: "a/{env}-{cluster}" }',
      ),
    ).toEqual([
      [
        'staging-eu-1: b',
        'prod-ap-1: a/prod-ap-1',
        'prod-eu-1: a/prod-eu-1',
        'prod-us-1: a/prod-us-1',
        'dev-eu-1: a/dev-dev-eu-1',
      ],
    ]);
  });

  it('have a Canary, of the name of the pipeline and soon begun unless it is said', () => {
    const canaryIn = (canary: string) => {
      const lines = stage(`targets: { cluster: dev-eu-1, overlay: a, canary: ${canary} }`);
      return parsed(lines).stages[0]?.waves[0]?.[0]?.canary;
    };
    expect(canaryIn('{ namespace: shop }')).toEqual({
      namespace: 'shop',
      name: 'checkout',
      startsWithinMs: 180_000,
    });
    expect(canaryIn('{ namespace: shop, name: api, startsWithin: 10m }')).toEqual({
      namespace: 'shop',
      name: 'api',
      startsWithinMs: 600_000,
    });
    expect(problemsIn(['targets: { cluster: dev-eu-1, overlay: a, canary: { name: api } }'])).toEqual([
      expect.stringContaining('"namespace"'),
    ]);
  });

  it('share the name of their agent', () => {
    const lines = 'targets: { selector: { env: prod }, overlay: "a/{cluster}", agent: { name: shop } }';
    const [wave = []] = parsed(stage(lines)).stages[0]?.waves ?? [];
    expect(new Set(wave.map(({ agent }) => JSON.stringify(agent)))).toEqual(
      new Set(['{"namespace":"flux-system","name":"shop"}']),
    );
  });

  it('are asked for as overlays, each once', () => {
    const file = inTowpath(
      'a.yaml',
      stage('targets: { selector: { env: prod }, overlay: "a/{env}/{region}" }'),
    );
    expect(namedIn([file, SETTINGS]).overlays).toEqual([
      'a/prod/ap-southeast-1',
      'a/prod/eu-west-1',
      'a/prod/us-east-1',
    ]);
  });
});

describe('a problem of targets', () => {
  const prod = (overlay: string) => `targets: { selector: { env: prod }, overlay: "${overlay}" }`;

  it.each([
    ['{ env: prdo }', '12:28 no cluster matches { env: prdo } = did you mean "prod"?'],
    ['{ envi: prod }', '12:28 no cluster matches { envi: prod } = did you mean "env"?'],
    ['{ tier: gold }', '12:28 no cluster matches { tier: gold } = known here: env, region'],
    [
      '{ env: prod, region: eu-west-2 }',
      '12:28 no cluster matches { env: prod, region: eu-west-2 } = did you mean "eu-west-1"?',
    ],
    [
      '{ env: dev, region: us-east-1 }',
      '12:28 no cluster matches { env: dev, region: us-east-1 } = no cluster has all of these labels at once: leave one out',
    ],
    [
      '{}',
      '12:28 the selector is empty = name at least one label: an empty selector would match every cluster',
    ],
    ['{ env: 1 }', '12:35 1 stands where text is expected = put it in quotes: "1"'],
    ['prod', '12:28 "prod" stands where a map of keys is expected = write a map of keys'],
  ])('selector: %s', (selector, problem) => {
    expect(problemsIn([`targets: { selector: ${selector}, overlay: "a/{cluster}" }`])).toEqual([problem]);
  });

  it('no cluster has any label', () => {
    const settings = SETTINGS.text.replaceAll(/, labels: \{.*?\}/g, '');
    expect(problemsIn([prod('a/{cluster}')], { settings })).toEqual([
      '12:28 no cluster matches { env: prod } = label clusters in .towpath/settings.yaml',
    ]);
  });

  it.each([
    [
      'a/{zone}/{zone}/{cluster}',
      '12:52 prod-ap-1, prod-eu-1, prod-us-1 have no label "zone" = add the label in .towpath/settings.yaml, or use one that each of them has',
    ],
    [
      'a/{toString}/{cluster}',
      '12:52 prod-ap-1, prod-eu-1, prod-us-1 have no label "toString" = add the label in .towpath/settings.yaml, or use one that each of them has',
    ],
    ['../{cluster}', '12:52 "../{cluster}" is not a folder of the repository = write a folder from the top'],
    ['a/{}/b', '12:52 "a/{}/b" is not a folder of the repository = write a folder from the top'],
  ])('overlay: %s', (overlay, problem) => {
    expect(problemsIn([prod(overlay)])).toEqual([expect.stringContaining(problem)]);
  });

  it('a label makes no folder', () => {
    const settings = SETTINGS.text.replace('region: us-east-1', 'region: ".."');
    expect(problemsIn([prod('a/{region}/b-{cluster}')], { settings })).toEqual([
      '12:52 for prod-us-1 this is "a/../b-prod-us-1", which is not a folder of the repository = use labels whose values are names of folders, or change those of prod-us-1',
    ]);
  });

  it('an explicit cluster lacks the label, and an unknown one is only that', () => {
    expect(problemsIn(['targets: { cluster: staging-eu-1, overlay: "a/{region}" }'])).toEqual([
      expect.stringContaining('staging-eu-1 has no label "region" = add the label'),
    ]);
    expect(problemsIn(['targets: { cluster: stagin-eu-1, overlay: "a/{region}" }'])).toEqual([
      expect.stringContaining('unknown cluster "stagin-eu-1"'),
    ]);
  });

  it('all the missing overlays of a selector are one', () => {
    expect(problemsIn([prod('a/{cluster}')], { exists: () => false })).toEqual([
      '12:52 3 overlays are missing: a/prod-ap-1, a/prod-eu-1, a/prod-us-1 = add a kustomization.yaml to each, or name folders that have one',
    ]);
    const settings = SETTINGS.text.replace(
      'clusters:',
      'clusters:\n    - { name: prod-0, labels: { env: prod } }',
    );
    expect(problemsIn([prod('a/{cluster}')], { settings, exists: () => false })).toEqual([
      expect.stringContaining('4 overlays are missing: a/prod-0, a/prod-ap-1, a/prod-eu-1 and 1 more'),
    ]);
  });

  it('a target is selected twice', () => {
    expect(
      problemsIn([
        'targets:',
        '  - { cluster: prod-eu-1, overlay: a/prod-eu-1 }',
        `  - ${prod('a/{cluster}').slice(9)}`,
      ]),
    ).toEqual([
      '14:11 a second target of cluster prod-eu-1 with overlay a/prod-eu-1 = remove one of the two',
    ]);
  });

  it('one overlay stands for the clusters of many waves, which is said once', () => {
    expect(problemsIn([prod('a'), 'waves: { sizes: [1] }'])).toEqual([
      '12:52 a is also written by stage "dev" of .towpath/checkout.yaml = give each of them an overlay of its own',
    ]);
  });

  it.each([
    ['have a problem', 'bad: 1\n'],
    ['cannot be read', '- ['],
  ])('the settings %s: nobody knows which clusters there are', (_, more) => {
    const settings = SETTINGS.text + more;
    const problem =
      'the clusters and their labels are not known while .towpath/settings.yaml is missing or has problems = repair .towpath/settings.yaml';
    expect(problemsIn([prod('a')], { settings })).toEqual([`12:28 ${problem}`]);
    expect(problemsIn(['targets: { cluster: dev-eu-1, overlay: "a/{env}" }'], { settings })).toEqual([
      `12:46 ${problem}`,
    ]);
    const cut = ['targets: [{ cluster: dev-eu-1, overlay: "a/{cluster}" }]', 'waves: { by: env }'];
    expect(problemsIn(cut, { settings })).toEqual([`13:20 ${problem}`]);
    expect(problemsIn(['targets: [{ cluster: dev-eu-1, overlay: "a/{cluster}" }]'], { settings })).toEqual(
      [],
    );
  });

  it('braces between braces have no quotes', () => {
    const [first] = problemsIn(['targets: { cluster: dev-eu-1, overlay: a/{cluster} }']);
    expect(first).toMatch(/^12:48 not valid YAML: .* = put a value that has "\{" in it in quotes$/);
  });
});
