import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../../cli/run.ts';
import { validateConfiguration } from '../../../src/domain/pipeline/validate.ts';

const FLEET = join(import.meta.dirname, '../../../examples/fleet');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'towpath-init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function init(...options: string[]) {
  let stdout = '';
  let stderr = '';
  const code = await run(['init', ...options, folder], {
    env: {},
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  return { code, stdout, stderr };
}

const configuration = () => join(folder, '.towpath');
const made = () => readdirSync(configuration()).sort();

it('the example fleet without its .towpath gets one that is valid, with the stages and clusters it had', async () => {
  cpSync(FLEET, folder, { recursive: true, filter: (path) => !path.includes('.towpath') });
  expect((await init('--dry-run')).stdout).toContain('Would make:\n  .towpath/settings.yaml');
  expect(existsSync(configuration())).toBe(false);
  const { code, stdout } = await init();
  expect(code).toBe(0);
  expect(stdout).toContain('checkout: dev (dev-eu-1) -> staging (staging-eu-1) -> prod (');
  // As its agents' objects are called, not as its image shop/catalog-service.
  expect(stdout).toContain('catalog: dev (dev-eu-1) -> ');
  const files = made().map((name) => ({
    path: `.towpath/${name}`,
    text: readFileSync(join(configuration(), name), 'utf8'),
  }));
  const { problems, pipelines, settings } = validateConfiguration(
    files,
    (overlay) => existsSync(join(folder, overlay, 'kustomization.yaml')),
    undefined,
    (file) => readFileSync(join(folder, file), 'utf8'),
  );
  expect(problems).toEqual([]);
  expect(pipelines.map(({ pipeline }) => pipeline.stages.map(({ name }) => name))).toEqual([
    ['dev', 'staging', 'prod'],
    ['dev', 'staging', 'prod'],
    ['dev', 'prod'],
  ]);
  expect(pipelines[2]?.pipeline.stages[0]?.waves[0]?.[0]).toMatchObject({
    cluster: 'dev-eu-1',
    updates: [{ file: 'apps/search/overlays/dev/release.yaml' }],
  });
  expect(stdout).toContain('clusters/prod-ap-1/search.yaml was left out: its chart is rendered by Argo CD');
  expect(settings?.clusters).toHaveLength(5);
});

it('what is there already stays as it is', async () => {
  cpSync(FLEET, folder, { recursive: true });
  const before = readFileSync(join(configuration(), 'checkout.yaml'), 'utf8');
  const { stdout } = await init();
  expect(stdout).toContain('Left as they are:\n  .towpath/settings.yaml');
  expect(readFileSync(join(configuration(), 'checkout.yaml'), 'utf8')).toBe(before);
});

it('a folder without overlays, or no folder, is said to be that; broken YAML is passed over', async () => {
  writeFileSync(join(folder, 'kustomization.yaml'), '{{ template }}: [');
  expect(await init()).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('No pipeline could be guessed'),
  });
  expect(made).toThrow('ENOENT');
  const code = await run(['init', join(folder, 'nowhere')], {
    env: {},
    stdout: { write: () => {} },
    stderr: { write: () => {} },
  });
  expect(code).toBe(3);
});
