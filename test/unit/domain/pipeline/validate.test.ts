import { describe, expect, it } from 'vitest';
import { formatProblems } from '../../../../src/domain/pipeline/problem.ts';
import { namedIn, validateConfiguration } from '../../../../src/domain/pipeline/validate.ts';
import { catalog, everything, fixture, good, inTowpath, SETTINGS, smallPipeline, target } from './files.ts';

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
    expect(namedIn([broken, other, good, inTowpath('c.yaml', '['), SETTINGS]).overlays).toEqual([
      'apps/checkout/overlays/dev',
      'apps/catalog',
    ]);
  });
});
