import { describe, expect, it } from 'vitest';
import { formatProblems } from '../../../../src/domain/pipeline/problem.ts';
import { overlaysNamedIn, validateConfiguration } from '../../../../src/domain/pipeline/validate.ts';
import { fixture, inTowpath, SETTINGS, smallPipeline } from './files.ts';

const everything = () => true;
const good = inTowpath('checkout.yaml', smallPipeline());
const stage = (...lines: string[]) => smallPipeline({ stage: lines.join('\n      ') });
const target = (cluster: string, overlay: string) => `{ cluster: ${cluster}, overlay: ${overlay} }`;

const catalog = (targets: string) =>
  inTowpath('catalog.yaml', smallPipeline({ name: 'catalog', stage: `targets: [${targets}]` }));

function problemsOf(...files: { path: string; text: string }[]) {
  return validateConfiguration([...files, SETTINGS], everything).problems.map(
    ({ file, line, message }) => `${file}:${line} ${message}`,
  );
}

describe('a configuration', () => {
  it('yields its pipelines and settings', () => {
    const result = validateConfiguration([good, SETTINGS], everything);
    expect(result.problems).toEqual([]);
    expect(result.pipelines).toEqual([
      { path: '.towpath/checkout.yaml', pipeline: expect.objectContaining({ name: 'checkout' }) },
    ]);
    expect(result.settings?.clusters).toHaveLength(5);
  });

  it('reports everything that is wrong with a file, in order', () => {
    const files = [inTowpath('checkout.yaml', fixture('many-problems.yaml')), SETTINGS];
    const { problems, pipelines } = validateConfiguration(files, (overlay) => !overlay.endsWith('/stagin'));
    expect(formatProblems(problems)).toBe(fixture('many-problems.txt'));
    expect(pipelines).toEqual([]);
  });

  it('keeps the good files beside a broken one', () => {
    const broken = inTowpath('broken.yaml', 'spec: [');
    const { pipelines, problems } = validateConfiguration([broken, good, SETTINGS], everything);
    expect(pipelines.map(({ pipeline }) => pipeline.name)).toEqual(['checkout']);
    expect(new Set(problems.map(({ file }) => file))).toEqual(new Set(['.towpath/broken.yaml']));
  });

  it('keeps the pipelines beside broken settings, and judges them by what these say', () => {
    const settings = { ...SETTINGS, text: `${SETTINGS.text}    - { name: 1 }\n` };
    const other = catalog(target('prod-eu-9', 'apps/catalog'));
    const result = validateConfiguration([good, other, settings], everything);
    expect(result.settings).toBeUndefined();
    expect(result.pipelines.map(({ pipeline }) => pipeline.name)).toEqual(['checkout']);
    expect(result.problems.map(({ message }) => message)).toEqual([
      'unknown cluster "prod-eu-9"',
      '"members" is missing',
      '1 stands where text is expected',
    ]);
  });

  it('says nothing of clusters while the settings cannot be read', () => {
    const result = validateConfiguration([good, { ...SETTINGS, text: 'spec: [' }], everything);
    expect(result.pipelines).toHaveLength(1);
    expect(new Set(result.problems.map(({ file }) => file))).toEqual(new Set([SETTINGS.path]));
  });

  it('misses the settings once', () => {
    const result = validateConfiguration([good], everything);
    expect(result.problems).toMatchObject([
      { file: SETTINGS.path, line: 1, column: 1, message: 'the file is missing' },
    ]);
    expect(validateConfiguration([], everything)).toEqual({ pipelines: [], problems: [] });
  });

  it('leaves out files that are no configuration', () => {
    const files = [
      '.towpath/README.md',
      '.towpath/old/checkout.yaml',
      'apps/checkout.yaml',
      'xtowpath/a.yaml',
    ];
    const others = files.map((path) => ({ path, text: 'not: ours' }));
    expect(validateConfiguration([good, SETTINGS, ...others], everything).problems).toEqual([]);
  });

  it('asks for every overlay that is named, also in files with problems', () => {
    const broken = inTowpath(
      'b.yaml',
      smallPipeline().replace('kind: Pipeline', 'kind: Pipeline\nunknown: 1'),
    );
    const other = catalog(target('dev-eu-1', 'apps/catalog/'));
    expect(overlaysNamedIn([broken, other, good, inTowpath('c.yaml', '['), SETTINGS])).toEqual([
      'apps/checkout/overlays/dev',
      'apps/catalog',
    ]);
  });
});

describe('what a pipeline names', () => {
  const approval = (fields: string) =>
    inTowpath(
      'checkout.yaml',
      stage(`targets: [${target('dev-eu-1', 'a')}]`, `gates: [{ approval: { ${fields} } }]`),
    );

  it.each([
    [
      'a cluster',
      inTowpath('checkout.yaml', stage(`targets: [${target('dev-eu-2', 'a')}]`)),
      'unknown cluster "dev-eu-2"',
    ],
    ['a group', approval('from: [relase-managers]'), 'unknown group "relase-managers"'],
    [
      'a quorum',
      approval('from: [release-managers], quorum: 3'),
      'a quorum of 3 can never be reached: the groups have 2 members',
    ],
  ])('must exist: %s', (_, file, message) => {
    expect(problemsOf(file)).toEqual([expect.stringContaining(message)]);
  });

  it('counts who is in two groups once', () => {
    const text = `${SETTINGS.text}    - { name: owners, members: [bob] }\n`;
    const file = approval('from: [release-managers, owners], quorum: 3');
    const { problems } = validateConfiguration([file, { ...SETTINGS, text }], everything);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('the groups have 2 members'),
    ]);
  });

  it('must exist: an overlay', () => {
    const { problems } = validateConfiguration(
      [good, SETTINGS],
      (overlay) => overlay !== 'apps/checkout/overlays/dev',
    );
    expect(problems).toMatchObject([
      {
        message: 'there is no overlay apps/checkout/overlays/dev',
        hint: 'add apps/checkout/overlays/dev/kustomization.yaml, or name a folder that has one',
        line: 12,
      },
    ]);
  });

  it('is reported once where the name itself is wrong', () => {
    const file = inTowpath('checkout.yaml', stage(`targets: [${target('DEV', '../a')}]`));
    const { problems } = validateConfiguration([file, SETTINGS], () => false);
    expect(problems.map(({ message }) => message)).toEqual([
      '"DEV" is not a name',
      '"../a" is not a folder of the repository',
    ]);
  });
});

describe('what two targets may not share', () => {
  it('two pipelines, a name', () => {
    expect(problemsOf(good, inTowpath('copy.yaml', stage(`targets: [${target('prod-eu-1', 'b')}]`)))).toEqual(
      [
        '.towpath/checkout.yaml:4 .towpath/copy.yaml is a pipeline "checkout" too',
        '.towpath/copy.yaml:4 .towpath/checkout.yaml is a pipeline "checkout" too',
      ],
    );
  });

  it('two pipelines, an overlay: neither is accepted', () => {
    expect(problemsOf(good, catalog(target('prod-eu-1', 'apps/checkout/overlays/dev/')))).toEqual([
      '.towpath/catalog.yaml:12 apps/checkout/overlays/dev is also written by stage "dev" of .towpath/checkout.yaml',
      '.towpath/checkout.yaml:12 apps/checkout/overlays/dev is also written by stage "dev" of .towpath/catalog.yaml',
    ]);
  });

  it('two waves, an overlay', () => {
    const waves = stage(`waves: [[${target('prod-eu-1', 'a')}], [${target('prod-us-1', 'a')}]]`);
    expect(problemsOf(inTowpath('checkout.yaml', waves))).toEqual([
      '.towpath/checkout.yaml:12 a is also written by stage "dev" of .towpath/checkout.yaml',
    ]);
  });

  it('though the targets of one wave may share one', () => {
    const wave = stage(`waves: [[${target('prod-eu-1', 'a')}, ${target('prod-us-1', 'a')}]]`);
    expect(problemsOf(inTowpath('checkout.yaml', wave))).toEqual([]);
  });

  it('two overlays, an object of the agent', () => {
    const wave = stage(`targets: [${target('dev-eu-1', 'a')}, ${target('dev-eu-1', 'b')}]`);
    expect(problemsOf(inTowpath('checkout.yaml', wave))).toEqual([
      '.towpath/checkout.yaml:12 flux-system/checkout of cluster dev-eu-1 also reports for stage "dev" of .towpath/checkout.yaml',
    ]);
  });

  it('though one cluster has many objects', () => {
    const second = target('dev-eu-1', 'b').replace(' }', ', agent: { name: checkout-b } }');
    expect(
      problemsOf(inTowpath('checkout.yaml', stage(`targets: [${target('dev-eu-1', 'a')}, ${second}]`))),
    ).toEqual([]);
  });

  it('is looked for as far as broken files can be read', () => {
    const nameless =
      'kind: Pipeline\nspec: { stages: [{ targets: [{ cluster: dev-eu-1, overlay: apps/checkout/overlays/dev }, 1] }] }';
    expect(problemsOf(good, inTowpath('broken.yaml', nameless))).toEqual(
      expect.arrayContaining([
        '.towpath/checkout.yaml:12 apps/checkout/overlays/dev is also written by stage "0" of .towpath/broken.yaml',
      ]),
    );
  });
});
