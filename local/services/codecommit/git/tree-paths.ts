import type { ObjectStore } from './object-store.ts';
import { encodeName, isFolder, MODE, type TreeEntry } from './tree.ts';

export type Found =
  | { readonly at: 'entry'; readonly entry: TreeEntry }
  | { readonly at: 'nothing' }
  /** A part of the path is a file or a submodule, so nothing can be below it. */
  | { readonly at: 'blocked'; readonly by: TreeEntry };

/** What stands at `path` (`''` is the root) below a tree. */
export async function findPath(
  objects: ObjectStore,
  treeId: string | undefined,
  path: string,
): Promise<Found> {
  if (treeId === undefined) return { at: 'nothing' };
  let entry: TreeEntry = { mode: MODE.folder, name: '', id: treeId };
  for (const name of path === '' ? [] : encodeName(path).split('/')) {
    if (!isFolder(entry)) return { at: 'blocked', by: entry };
    const next = (await objects.tree(entry.id)).find((candidate) => candidate.name === name);
    if (next === undefined) return { at: 'nothing' };
    entry = next;
  }
  return { at: 'entry', entry };
}
