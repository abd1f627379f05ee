import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, resolve } from 'node:path';
import type { Scenario } from '../format/read.ts';
import { EMPTY_OVERLAY, editsOf, type Files, ScenarioError } from './edits.ts';

const LEFT_OUT = new Set(['.git', 'node_modules']);

/** Writes the repository that a scenario begins with into `folder`, which is made. */
export async function prepareRepository(scenario: Scenario, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (scenario.repository !== undefined) await copyRepository(scenario, scenario.repository, folder);
  for (const overlay of scenario.overlays ?? [])
    await write(folder, `${overlay}/kustomization.yaml`, EMPTY_OVERLAY);
  for (const [path, text] of Object.entries(scenario.files ?? {})) await write(folder, path, text);
  const edits = await editsOf({ pipelines: scenario.pipelines, settings: scenario.settings }, onDisk(folder));
  for (const [path, text] of Object.entries(edits)) await write(folder, path, text);
}

async function copyRepository(scenario: Scenario, repository: string, folder: string): Promise<void> {
  const from = resolve(dirname(scenario.file), repository);
  const found = await stat(from).catch(() => undefined);
  if (!found?.isDirectory())
    throw new ScenarioError(
      `There is no folder ${repository}. It is looked for from the folder of the scenario on.`,
    );
  for (const name of await readdir(from))
    if (!LEFT_OUT.has(name)) await cp(join(from, name), join(folder, name), { recursive: true });
}

async function write(folder: string, path: string, text: string | null): Promise<void> {
  const inside = normalize(path);
  if (inside.startsWith('..') || inside.startsWith('/'))
    throw new ScenarioError(`${path} is outside the repository.`);
  const file = join(folder, inside);
  if (text === null) return rm(file, { force: true });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

const onDisk = (folder: string): Files => ({
  list: async (path) => (await readdir(join(folder, path)).catch(() => [])).map((name) => `${path}/${name}`),
  read: (path) => readFile(join(folder, path), 'utf8').catch(() => undefined),
});
