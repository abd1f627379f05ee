import { describe, expect, it } from 'vitest';
import { validateConfiguration } from '../../../../src/domain/pipeline/validate.ts';
import { ruleOfWave } from '../../../../src/domain/pipeline/wave-rule.ts';
import { everything, inTowpath, parsed, SETTINGS, stage } from './files.ts';

const PROD = 'targets: { selector: { env: prod }, overlay: "a/{cluster}" }';
const stageOf = (...lines: string[]) => parsed(stage(...lines)).stages[0]!;
const wavesOf = (...lines: string[]) =>
  stageOf(...lines).waves.map((wave) => wave.map(({ cluster }) => cluster));
const problemsIn = (...lines: string[]) =>
  validateConfiguration([inTowpath('checkout.yaml', stage(...lines)), SETTINGS], everything).problems.map(
    ({ line, column, message, hint }) => `${line}:${column} ${message} = ${hint}`,
  );

describe('waves by label', () => {
  it('are its values: the ordered ones, then the others by the alphabet', () => {
    expect(wavesOf(PROD, 'waves: { by: region, order: [us-east-1] }')).toEqual([
      ['prod-us-1'],
      ['prod-ap-1'],
      ['prod-eu-1'],
    ]);
    expect(wavesOf(PROD, 'waves: { by: env }')).toEqual([['prod-ap-1', 'prod-eu-1', 'prod-us-1']]);
    expect(wavesOf(PROD, 'waves: { by: cluster, order: [prod-eu-1] }')).toEqual([
      ['prod-eu-1'],
      ['prod-ap-1'],
      ['prod-us-1'],
    ]);
  });
});

describe('waves by size', () => {
  it('take the targets in their order', () => {
    const targets = ['targets:', '  - { cluster: dev-eu-1, overlay: b }', `  - ${PROD.slice(9)}`];
    expect(wavesOf(...targets, 'waves: { sizes: [1, 50%, rest] }')).toEqual([
      ['dev-eu-1'],
      ['prod-ap-1', 'prod-eu-1'],
      ['prod-us-1'],
    ]);
  });
});

describe('listed waves', () => {
  it('are lists, or maps with a soak of their own', () => {
    const lines = [
      'waves:',
      '  - [{ cluster: dev-eu-1, overlay: b }]',
      `  - { ${PROD}, soak: 5m }`,
      '  - targets: [{ cluster: staging-eu-1, overlay: c }]',
    ];
    expect(wavesOf(...lines)).toEqual([
      ['dev-eu-1'],
      ['prod-ap-1', 'prod-eu-1', 'prod-us-1'],
      ['staging-eu-1'],
    ]);
    const rules = [0, 1, 2].map((wave) => ruleOfWave(stageOf(...lines, 'soak: 1m', 'pause: 10s'), wave));
    expect(rules).toEqual([
      { maxUnavailable: 0, soakMs: 70_000 },
      { maxUnavailable: 0, soakMs: 310_000 },
      { maxUnavailable: 0, soakMs: 60_000 },
    ]);
  });
});

describe('the rule of a wave', () => {
  it('is that of the stage unless the file says more, and leaves the definition as it was', () => {
    const plain = stageOf(PROD, 'waves: { sizes: [1] }', 'soak: 1m', 'pause: 0s', 'maxUnavailable: 0');
    expect(plain).not.toHaveProperty('waveRules');
    expect(ruleOfWave(plain, 1)).toEqual({ maxUnavailable: 0, soakMs: 60_000 });
  });

  it.each([
    ['1', [0, 1]],
    ['5', [0, 1]],
    ['50%', [0, 1]],
    ['49%', [0, 0]],
    ['100%', [0, 1]],
  ])('leaves every wave a target that must be healthy: %s', (limit, unavailable) => {
    const { waves, waveRules } = stageOf(PROD, 'waves: { sizes: [1, 2] }', `maxUnavailable: ${limit}`);
    expect(waves.map(({ length }) => length)).toEqual([1, 2]);
    expect(waveRules?.map(({ maxUnavailable }) => maxUnavailable)).toEqual(unavailable);
  });
});

describe('a problem of waves', () => {
  it.each([
    ['{ by: zone }', '13:20 prod-ap-1, prod-eu-1, prod-us-1 have no label "zone" = add the label in'],
    [
      '{ by: region, order: [us-east-2] }',
      '13:36 no target of the stage has region "us-east-2" = did you mean "us-east-1"?',
    ],
    ['{ by: env, order: [prod, prod] }', '13:39 "prod" is named twice = remove one of the two'],
    ['{ order: [a] }', '13:14 exactly one of "by" or "sizes" is needed here = write either "by" or "sizes"'],
    ['{ by: env, sizes: [1] }', '13:14 exactly one of "by" or "sizes" is needed here'],
    ['{ sizes: [1], order: [a] }', '13:35 "order" has no meaning here = it goes with "by"'],
    ['{ size: [1] }', '13:16 unknown key "size" = did you mean "sizes"?'],
    ['{ sizes: [] }', '13:23 the list is empty = write at least one size'],
    ['{ sizes: [rest, 1] }', '13:23 "rest" leaves nothing for the sizes after it = write it last'],
    ['{ sizes: [0] }', '13:24 0 is too small = at least 1'],
    [
      '{ sizes: [0%] }',
      '13:24 "0%" is not the size of a wave = write a whole number such as 1, or a percentage',
    ],
    ['{ sizes: [101%] }', '13:24 "101%" is not the size of a wave'],
    ['{ sizes: [all] }', '13:24 "all" is not the size of a wave'],
    ['{ sizes: [1.5] }', '13:24 1.5 stands where a whole number or text is expected'],
    ['25%', '13:14 "25%" stands where a list or a map of keys is expected = write a list or a map of keys'],
  ])('waves: %s', (waves, problem) => {
    const problems = problemsIn(PROD, `waves: ${waves}`);
    expect(problems).toContainEqual(expect.stringContaining(problem));
    expect(problems.filter((one) => !one.includes('unknown key'))).toHaveLength(1);
  });

  it('of an unknown cluster is only that', () => {
    const targets = 'targets: [{ cluster: dev-eu-2, overlay: a }, { cluster: dev-eu-1, overlay: b }]';
    expect(problemsIn(targets, 'waves: { by: region }')).toEqual([
      '12:28 unknown cluster "dev-eu-2" = did you mean "dev-eu-1"?',
    ]);
  });

  it.each([
    ['[{ targts: [] }]', '12:17 unknown key "targts" = did you mean "targets"?'],
    ['[{ soak: 1m }]', '12:15 "targets" is missing = add it here'],
    ['[{ targets: [{ cluster: dev-eu-1 }] }]', '12:27 "overlay" is missing = add it here'],
    [
      '[[{ cluster: dev-eu-1, selector: { env: prod }, overlay: a }]]',
      '12:16 exactly one of "cluster" or "selector" is needed here',
    ],
    ['[[{ overlay: a, slector: { a: b } }]]', '12:30 unknown key "slector" = did you mean "selector"?'],
    ['[a]', '12:15 "a" stands where a list or a map of keys is expected'],
  ])('waves listed: %s', (waves, problem) => {
    expect(problemsIn(`waves: ${waves}`)).toContainEqual(expect.stringContaining(problem));
  });

  it.each([
    ['maxUnavailable: -1', '13:23 -1 is too small = at least 0'],
    [
      'maxUnavailable: ten',
      '13:23 "ten" is no number of targets = write a whole number such as 1, or a percentage such as 10%',
    ],
    ['maxUnavailable: 110%', '13:23 "110%" is no number of targets'],
    ['maxUnavailable:', '13:7 nothing stands where a number or text is expected'],
    ['pause: soon', '13:14 "soon" is not a duration'],
    ['targets: all', '13:16 "all" stands where a list or a map of keys is expected'],
  ])('%s', (line, problem) => {
    const lines = line.startsWith('targets') ? ['soak: 1m', line] : [PROD, line];
    expect(problemsIn(...lines)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('a fleet of 200 clusters', () => {
  const names = Array.from({ length: 200 }, (_, index) => `prod-${String(index).padStart(3, '0')}`);
  const clusters = names.map(
    (name, index) =>
      `    - { name: ${name}, labels: { env: fleet, half: "${index % 2}", part: "${index % 3 === 0 ? 0 : 1}" } }`,
  );
  const settings = {
    ...SETTINGS,
    text: SETTINGS.text.replace('clusters:', ['clusters:', ...clusters].join('\n')),
  };
  const fleet = 'targets: { selector: { env: fleet }, overlay: "apps/{cluster}" }';
  const validate = (...lines: string[]) =>
    validateConfiguration([inTowpath('checkout.yaml', stage(...lines)), settings], everything);

  it('is one stage of waves that a commit can hold', () => {
    const begun = performance.now();
    const { pipelines, problems } = validate(fleet, 'waves: { sizes: [1, 10%, 40%] }', 'maxUnavailable: 5%');
    expect(performance.now() - begun).toBeLessThan(1000);
    expect(problems).toEqual([]);
    const [{ waves = [], waveRules } = {}] = pipelines[0]?.pipeline.stages ?? [];
    expect(waves.map(({ length }) => length)).toEqual([1, 20, 80, 80, 19]);
    expect(waveRules?.map(({ maxUnavailable }) => maxUnavailable)).toEqual([0, 1, 4, 4, 0]);
    expect(waves.flat().map(({ cluster }) => cluster)).toEqual(names);
  });

  it.each([
    [[fleet], '12:16', 1, 200],
    [[fleet, 'waves: { sizes: [rest] }'], '13:14', 1, 200],
    [[fleet, 'waves: { by: part }'], '13:14', 2, 133],
    [['waves:', '  - [{ cluster: dev-eu-1, overlay: a }]', `  - { ${fleet} }`], '14:22', 2, 200],
  ])('is too much for one wave: %s', (lines, place, wave, targets) => {
    const { problems } = validate(...lines);
    expect(
      problems.map(({ line, column, message, hint }) => `${line}:${column} ${message} = ${hint}`),
    ).toEqual([
      `${place} wave ${wave} has ${targets} targets; a commit of CodeCommit takes 100 files = make smaller waves of them, such as waves: { sizes: [1, 25%] }`,
    ]);
  });

  it('may be too much for one stage: an item of the table holds what is known of each target', () => {
    const many = Array.from({ length: 501 }, (_, index) => `m-${index}`);
    const waves = Array.from({ length: 6 }, (_, wave) => many.slice(wave * 100, wave * 100 + 100));
    const lines = waves.map(
      (wave) => `  - [${wave.map((name) => `{ cluster: ${name}, overlay: o/${name} }`).join(', ')}]`,
    );
    const known = ['clusters:', ...many.map((name) => `    - { name: ${name} }`)].join('\n');
    const { problems } = validateConfiguration(
      [
        inTowpath('checkout.yaml', stage('waves:', ...lines)),
        { ...SETTINGS, text: SETTINGS.text.replace('clusters:', known) },
      ],
      everything,
    );
    expect(problems.map(({ message, hint }) => `${message} = ${hint}`)).toEqual([
      'a stage has at most 500 targets; here are 501 = make several of it',
    ]);
  });

  it('may have waves of exactly 100', () => {
    expect(validate(fleet, 'waves: { by: half }').problems).toEqual([]);
  });
});
