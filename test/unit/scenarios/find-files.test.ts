import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findScenarioFiles } from '../../../scenarios/find-files.ts';

let cwd: string;
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
};

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'towpath-scenarios-'));
  write('tests/a.yaml', 'scenario: A\nsteps: []\n');
  write('tests/deep/b.yml', '# about it\n"scenario" : B\n');
  write('tests/nameless.yaml', 'about: no name\nsteps: []\n');
  write('tests/broken.yaml', 'scenario: [\n');
  write('tests/shop/kustomization.yaml', 'resources: [../base]\n');
  write('tests/shop/build.yaml', 'jobs:\n  test:\n    steps: []\n');
  write('tests/notes.md', 'scenario: none\n');
});
afterEach(() => rmSync(cwd, { recursive: true }));

const found = (...names: string[]) => findScenarioFiles(names, cwd);

describe('the scenarios that are run', () => {
  it('are those of a folder, also broken and incomplete ones; what is something else is skipped', async () => {
    expect(await found('tests')).toEqual({
      scenarios: ['tests/a.yaml', 'tests/broken.yaml', 'tests/deep/b.yml', 'tests/nameless.yaml'],
      skipped: ['tests/shop/build.yaml', 'tests/shop/kustomization.yaml'],
    });
  });

  it('are those of a pattern', async () => {
    expect(await found('tests/**/*.yml')).toEqual({ scenarios: ['tests/deep/b.yml'], skipped: [] });
  });

  it('are whatever file is named, once', async () => {
    expect(await found('tests/shop/build.yaml', 'tests/a.yaml', 'tests')).toMatchObject({
      scenarios: [
        'tests/shop/build.yaml',
        'tests/a.yaml',
        'tests/broken.yaml',
        'tests/deep/b.yml',
        'tests/nameless.yaml',
      ],
      skipped: ['tests/shop/kustomization.yaml'],
    });
  });

  it('must be somewhere, and it is said what is there instead', async () => {
    await expect(found('nowhere')).rejects.toThrow('There is no scenario at nowhere. Name a file');
    await expect(found('tests/shop')).rejects.toThrow(
      'There is no scenario at tests/shop: none of its 2 YAML files has "scenario:" and "steps:".',
    );
  });
});
