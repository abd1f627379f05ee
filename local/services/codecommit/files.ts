import { readFile, rename, writeFile } from 'node:fs/promises';

export async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

/** The file holds either its old content or the new one, also after a crash. One writer per file at a time. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const unfinished = `${file}.new`;
  await writeFile(unfinished, `${JSON.stringify(value, null, 2)}\n`);
  await rename(unfinished, file);
}
