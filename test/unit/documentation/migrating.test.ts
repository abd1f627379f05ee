import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { formatProblems } from '../../../src/domain/pipeline/problem.ts';
import { validateConfiguration } from '../../../src/domain/pipeline/validate.ts';
import { applyEdit, editsOf } from '../../../src/domain/updaters/edits.ts';
import { projectFile } from '../domain/pipeline/files.ts';
import { filesOf, pagesIn, yamlIn } from './blocks.ts';

const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null;

const PAGES = pagesIn('docs/migrating').filter((page) => !page.endsWith('README.md'));
const IN_TOWPATH = /^\.towpath\//;

describe.each(PAGES)('%s', (page) => {
  const files = filesOf(page);
  const before = (path: string) => files.get(path)?.[0];
  const configuration = [...files].flatMap(([path, [text = '']]) =>
    IN_TOWPATH.test(path) ? [{ path, text }] : [],
  );
  const { pipelines, problems } = validateConfiguration(
    configuration,
    (overlay) => files.has(`${overlay}/kustomization.yaml`),
    undefined,
    before,
  );

  it('has pipeline files and settings without a problem, on the files as they were', () => {
    expect(formatProblems(problems)).toBe('');
    expect(configuration).toHaveLength(2);
    expect(pipelines).toHaveLength(1);
  });

  const edited = [...files].flatMap(([path, [old = '', after]]) =>
    path.startsWith('apps/') && after !== undefined ? [{ path, old, after }] : [],
  );

  it.each(edited)('shows what Towpath makes of $path, byte for byte', ({ path, old, after }) => {
    const [pipeline] = pipelines.map((each) => each.pipeline);
    const [, digest = ''] = /(sha256:[0-9a-f]{64})/.exec(after) ?? [];
    const [, tag = ''] = /(?:newTag|tag): ["']?([\w.-]+)/.exec(after) ?? [];
    const release = (pipeline?.artifacts ?? []).map(({ name, image }) => ({ name, image, tag, digest }));
    const targets = pipeline?.stages.flatMap(({ waves }) => waves.flat()) ?? [];
    const edits = editsOf(targets, release).filter(
      (edit) => ('file' in edit ? edit.file : `${edit.overlay}/kustomization.yaml`) === path,
    );
    expect(edits).toHaveLength(1);
    expect(edits.reduce((text, edit) => applyEdit(text, edit, path), old)).toBe(after);
  });

  it('shows at least one of them', () => expect(edited.length).toBeGreaterThan(0));

  it('has no YAML that cannot be read', () => {
    const objects = yamlIn(page).flatMap(({ at, text }) =>
      parseAllDocuments(text).map((document) => ({ at, errors: document.errors, object: document.toJS() })),
    );
    expect(objects.filter(({ errors, object }) => errors.length > 0 || !isMap(object))).toEqual([]);
  });
});

it('the overview names every page', () => {
  const overview = projectFile('docs/migrating/README.md');
  expect(PAGES).toHaveLength(4);
  for (const page of PAGES) expect(overview).toContain(`](${page.replace('docs/migrating/', '')})`);
});
