import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';

const YAML = /\.ya?ml$/;

/** No scenario is where the caller said. */
export class NoScenarioError extends Error {
  override readonly name = 'NoScenarioError';
}

/**
 * The scenario files that names stand for, each once, in the order of the names: a file, a folder with all in it, or a
 * pattern with `*` and `**`, for shells that leave it alone.
 * @throws NoScenarioError for a name that stands for none
 */
export async function findScenarioFiles(names: readonly string[], cwd: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const files = await filesOf(name, cwd);
    if (files.length === 0)
      throw new NoScenarioError(`There is no scenario at ${name}. Name a file, a folder or a pattern.`);
    found.push(...files);
  }
  return [...new Set(found)];
}

async function filesOf(name: string, cwd: string): Promise<string[]> {
  const place = await stat(resolve(cwd, name)).catch(() => undefined);
  if (place?.isFile()) return [name];
  if (place?.isDirectory()) return yamlBelow(name, cwd);
  if (!name.includes('*')) return [];
  const fixed = name.split('/').slice(
    0,
    name.split('/').findIndex((part) => part.includes('*')),
  );
  const from = fixed.length === 0 ? (isAbsolute(name) ? '/' : '.') : fixed.join('/') || '/';
  const pattern = patternOf(name);
  return (await yamlBelow(from, cwd)).filter((file) => pattern.test(file.replace(/^\.\//, '')));
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
