import { readdirSync } from 'node:fs';
import { projectFile, projectPath } from '../domain/pipeline/files.ts';

export interface Block {
  /** Page and line, for names of tests. */
  readonly at: string;
  readonly text: string;
}

/** The pages of a folder, from the top of the project. */
export const pagesIn = (folder: string): string[] =>
  readdirSync(projectPath(folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);

/** The YAML of a page, without the indentation of the list that it may stand in. */
export function yamlIn(page: string): Block[] {
  const text = projectFile(page);
  return [...text.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm)].map((found) => ({
    at: `${page}:${text.slice(0, found.index).split('\n').length}`,
    text: (found[2] ?? '').replaceAll(new RegExp(`^${found[1]}`, 'gm'), ''),
  }));
}

/** Files of a worked example by path, in the order in which the page shows them. */
export function filesOf(page: string): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const { text } of yamlIn(page)) {
    const [, path] = /^# (\S+\.ya?ml)\n/.exec(text) ?? [];
    if (path !== undefined) files.set(path, [...(files.get(path) ?? []), text]);
  }
  return files;
}
