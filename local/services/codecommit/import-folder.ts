import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { type Person, signature } from './git/commit.ts';
import type { NewObjects } from './git/new-objects.ts';
import { encodeName, MODE, type TreeEntry } from './git/tree.ts';
import type { Repository } from './repository.ts';

/**
 * Makes the first commit on `main` of what is in `folder`: contents, executable bits and symbolic links. Folders
 * named `.git` and empty ones are left out.
 * @returns the commit's id, or undefined where the repository already has a branch and nothing was done
 */
export async function importFolder(
  repository: Repository,
  folder: string,
  commit: { readonly message: string; readonly author: Person; readonly clock: Clock },
): Promise<string | undefined> {
  if ((await repository.references.list('refs/heads')).size > 0) return undefined;
  const created = repository.objects.newObjects();
  const treeId = created.tree(await readFolder(created, folder));
  const signed = signature(commit.author, commit.clock.now());
  const content = { treeId, parents: [], author: signed, committer: signed, message: commit.message };
  const commitId = created.commit(content);
  await created.stored();
  await repository.references.move('refs/heads/main', undefined, commitId);
  return commitId;
}

async function readFolder(created: NewObjects, folder: string): Promise<TreeEntry[]> {
  const names = (await readdir(folder)).filter((name) => name !== '.git');
  const entries: TreeEntry[] = [];
  for (const name of names) {
    const found = await readEntry(created, join(folder, name));
    if (found !== undefined) entries.push({ ...found, name: encodeName(name) });
  }
  return entries;
}

async function readEntry(
  created: NewObjects,
  path: string,
): Promise<Pick<TreeEntry, 'mode' | 'id'> | undefined> {
  const found = await lstat(path);
  if (found.isSymbolicLink())
    return { mode: MODE.symbolicLink, id: created.blob(Buffer.from(await readlink(path))) };
  if (found.isFile()) {
    const mode = (found.mode & 0o100) === 0 ? MODE.file : MODE.executable;
    return { mode, id: created.blob(await readFile(path)) };
  }
  if (!found.isDirectory()) return undefined;
  const entries = await readFolder(created, path);
  return entries.length === 0 ? undefined : { mode: MODE.folder, id: created.tree(entries) };
}
