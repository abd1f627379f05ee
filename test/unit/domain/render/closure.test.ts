import { describe, expect, it } from 'vitest';
import { closureOf, MOST_CHARACTERS, MOST_FILES } from '../../../../src/domain/render/closure.ts';
import { notRendered } from '../../../../src/domain/render/not-rendered.ts';

const OVERLAY = 'apps/shop/overlays/prod';
const FILES = {
  [`${OVERLAY}/kustomization.yaml`]:
    'resources: [../../base, extra.yaml]\npatches: [{ path: replicas.yaml }]',
  [`${OVERLAY}/extra.yaml`]: 'kind: Extra',
  [`${OVERLAY}/replicas.yaml`]: 'kind: Patch',
  'apps/shop/base/Kustomization': 'resources: [deployment.yaml]',
  'apps/shop/base/deployment.yaml': 'kind: Deployment',
  'README.md': 'none of it',
};

type Files = Readonly<Record<string, string>>;

/** Looks at what is asked for, step by step, and says what that was. */
function follow(files: Files, overlay = OVERLAY) {
  const folders = new Map<string, readonly string[]>();
  const texts = new Map<string, string>();
  const steps: string[][] = [];
  for (;;) {
    const closure = closureOf(overlay, {
      files: (folder) => folders.get(folder),
      text: (path) => texts.get(path),
    });
    if (closure.kind === 'whole') return { files: [...closure.files.keys()].sort(), steps };
    steps.push([...closure.folders.map((folder) => `${folder}/`), ...closure.files]);
    for (const folder of closure.folders)
      folders.set(
        folder,
        Object.keys(files).filter((path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))) === folder),
      );
    for (const path of closure.files) texts.set(path, files[path] ?? '');
  }
}

describe('the files of an overlay', () => {
  it('are those that it, and what it refers to, refer to', () => {
    const { files } = follow(FILES);
    expect(files).toEqual(
      Object.keys(FILES)
        .filter((path) => path !== 'README.md')
        .sort(),
    );
  });

  it('are asked for in few steps, each place once', () => {
    const { steps } = follow(FILES);
    expect(steps).toEqual([
      [`${OVERLAY}/`],
      [`${OVERLAY}/kustomization.yaml`],
      ['apps/shop/base/', `${OVERLAY}/extra.yaml`, `${OVERLAY}/replicas.yaml`],
      ['apps/shop/base/Kustomization'],
      ['apps/shop/base/deployment.yaml'],
    ]);
    expect(new Set(steps.flat()).size).toBe(steps.flat().length);
  });

  it('may have names that say nothing of what they are', () => {
    const { files } = follow(
      {
        'a/kustomization.yaml': 'resources: [manifests, ../b.yaml, ../c]',
        'a/manifests': 'kind: Deployment',
        'b.yaml/kustomization.yml': '',
        'c/kustomization.yaml': 'resources: [../a]',
      },
      'a',
    );
    expect(files).toEqual([
      'a/kustomization.yaml',
      'a/manifests',
      'b.yaml/kustomization.yml',
      'c/kustomization.yaml',
    ]);
  });

  it('may be those of the root', () => {
    expect(follow({ 'kustomization.yaml': 'resources: [x.yaml]', 'x.yaml': '' }, '').files).toHaveLength(2);
  });

  it.each<[string, Files, string]>([
    ['it has none', { [`${OVERLAY}/x.yaml`]: '' }, 'has no kustomization'],
    [
      'it has two',
      { ...FILES, [`${OVERLAY}/kustomization.yml`]: '' },
      `has several kustomizations in ${OVERLAY}`,
    ],
    [
      'one is missing',
      { ...FILES, [`${OVERLAY}/kustomization.yaml`]: 'crds: [x.yaml]' },
      `refers to ${OVERLAY}/x.yaml, which is not in the repository`,
    ],
    [
      'a base is missing',
      { ...FILES, [`${OVERLAY}/kustomization.yaml`]: 'resources: [../x]' },
      'refers to apps/shop/overlays/x, which is not in the repository',
    ],
    [
      'a base needs what is elsewhere',
      { ...FILES, 'apps/shop/base/Kustomization': 'resources: [https://example.com/x]' },
      'needs https://example.com/x',
    ],
    [
      'a patch is a folder',
      { ...FILES, [`${OVERLAY}/kustomization.yaml`]: 'patches: [{ path: ../../base }]' },
      'refers to apps/shop/base, which is not in the repository',
    ],
    [
      'they are too long',
      { ...FILES, [`${OVERLAY}/extra.yaml`]: 'x'.repeat(MOST_CHARACTERS) },
      'is made of more than 1024 KB of files',
    ],
  ])('are none when %s', (_, files, why) => {
    expect(() => follow(files)).toThrow(why);
  });

  it('are none when they are too many', () => {
    const names = Array.from({ length: MOST_FILES }, (_, index) => `${index}.yaml`);
    const files = Object.fromEntries(names.map((name) => [`a/${name}`, '']));
    const kustomization = { 'a/kustomization.yaml': `resources: [${names.join()}]` };
    expect(() => follow({ ...files, ...kustomization }, 'a')).toThrow('is made of more than 200 files');
  });
});

it('what is not rendered is said with the name of the overlay', () => {
  expect(notRendered(OVERLAY, 'needs https://example.com/x')).toBe(
    'not rendered: apps/shop/overlays/prod needs https://example.com/x',
  );
});
