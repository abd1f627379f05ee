import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';

const YAML = /\.ya?ml$/;

/**
 * What only a scenario has at its top. Read as text, so that a scenario which is no YAML is one all the same, and is
 * reported; one that lacks one of the two keys, too.
 */
const SCENARIO = /^(["']?)(?:scenario|steps)\1\s*:/m;

/** No scenario is where the caller said. */
export class NoScenarioError extends Error {
  override readonly name = 'NoScenarioError';
}

export interface FoundFiles {
  readonly scenarios: readonly string[];
  /** YAML files of a folder or pattern that are something else: kustomizations, pipelines. */
  readonly skipped: readonly string[];
}

/**
 * The scenario files that names stand for, each once, in the order of the names: a file, whatever it holds; the scenarios
 * in a folder and below; or those of a pattern with `*` and `**`, for shells that leave it alone.
 * @throws NoScenarioError for a name that stands for none
 */
export async function findScenarioFiles(names: readonly string[], cwd: string): Promise<FoundFiles> {
  const scenarios = new Set<string>();
  const skipped = new Set<string>();
  for (const name of names) {
    const { named, found } = await filesOf(name, cwd);
    const texts = await Promise.all(found.map((file) => readFile(resolve(cwd, file), 'utf8')));
    const theirs = [...named, ...found.filter((_, index) => SCENARIO.test(texts[index] ?? ''))];
    if (theirs.length === 0) throw new NoScenarioError(whyNone(name, found.length));
    for (const file of theirs) scenarios.add(file);
    for (const file of found) skipped.add(file);
  }
  return { scenarios: [...scenarios], skipped: [...skipped].filter((file) => !scenarios.has(file)) };
}

const whyNone = (name: string, others: number): string =>
  others === 0
    ? `There is no scenario at ${name}. Name a file, a folder or a pattern.`
    : `There is no scenario at ${name}: none of its ${others} YAML files has "scenario:" and "steps:". See docs/scenarios.md.`;

/** `named` itself, or `found` below a folder or by a pattern. */
interface Files {
  readonly named: readonly string[];
  readonly found: readonly string[];
}

async function filesOf(name: string, cwd: string): Promise<Files> {
  const place = await stat(resolve(cwd, name)).catch(() => undefined);
  if (place?.isFile()) return { named: [name], found: [] };
  if (place?.isDirectory()) return { named: [], found: await yamlBelow(name, cwd) };
  if (!name.includes('*')) return { named: [], found: [] };
  const fixed = name.split('/').slice(
    0,
    name.split('/').findIndex((part) => part.includes('*')),
  );
  const from = fixed.length === 0 ? (isAbsolute(name) ? '/' : '.') : fixed.join('/') || '/';
  const pattern = patternOf(name);
  const found = (await yamlBelow(from, cwd)).filter((file) => pattern.test(file.replace(/^\.\//, '')));
  return { named: [], found };
}

async function yamlBelow(folder: string, cwd: string): Promise<string[]> {
  const options = { recursive: true, withFileTypes: true } as const;
  const entries = await readdir(resolve(cwd, folder), options).catch(() => []);
  const base = resolve(cwd, folder);
  return entries
    .filter((entry) => entry.isFile() && YAML.test(entry.name))
    .map((entry) => join(folder, join(entry.parentPath, entry.name).slice(base.length)))
    .filter((file) => !file.includes('node_modules/'))
    .sort();
}

function patternOf(name: string): RegExp {
  const source = name
    .replace(/^\.\//, '')
    .replaceAll(/[.+^${}()|[\]\\?]/g, '\\$&')
    .replaceAll('**/', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '(?:.*/)?');
  return new RegExp(`^${source}$`);
}
