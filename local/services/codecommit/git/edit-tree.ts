import type { NewObjects } from './new-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { encodeName, isFolder, MODE, type TreeEntry } from './tree.ts';

type Content = Pick<TreeEntry, 'mode' | 'id'>;

/** Path to what stands there from now on, or to undefined where it is removed. */
export type TreeEdits = ReadonlyMap<string, Content | undefined>;

export interface TreeEditing {
  readonly objects: ObjectStore;
  readonly created: NewObjects;
  /** Asked with the path of a folder (with its last slash) that lost its last entry: the entry that keeps it. */
  readonly fillEmptied?: (folder: string) => TreeEntry | undefined;
}

/** Writes the trees of `treeId` with `edits` applied and returns the new root. Folders left without entries go. */
export async function editTree(
  editing: TreeEditing,
  treeId: string | undefined,
  edits: TreeEdits,
): Promise<string> {
  const changes = [...edits].map(([path, content]) => ({ path: encodeName(path).split('/'), content }));
  return editing.created.tree(await editFolder(editing, treeId, changes, ''));
}

interface Change {
  /** From the folder being edited on. */
  readonly path: readonly string[];
  readonly content: Content | undefined;
}

async function editFolder(
  editing: TreeEditing,
  treeId: string | undefined,
  changes: readonly Change[],
  folder: string,
): Promise<readonly TreeEntry[]> {
  const old = treeId === undefined ? [] : await editing.objects.tree(treeId);
  const entries = new Map(old.map((entry) => [entry.name, entry]));
  for (const [name, inside] of groupByName(changes)) {
    const content = await editEntry(editing, entries.get(name), inside, `${folder}${name}/`);
    if (content === undefined) entries.delete(name);
    else entries.set(name, { ...content, name });
  }
  const filler = entries.size === 0 ? editing.fillEmptied?.(folder) : undefined;
  return filler === undefined ? [...entries.values()] : [filler];
}

async function editEntry(
  editing: TreeEditing,
  before: TreeEntry | undefined,
  changes: readonly Change[],
  folder: string,
): Promise<Content | undefined> {
  const itself = changes.find(({ path }) => path.length === 0);
  if (itself !== undefined) return itself.content;
  const treeId = before !== undefined && isFolder(before) ? before.id : undefined;
  const entries = await editFolder(editing, treeId, changes, folder);
  return entries.length === 0 ? undefined : { mode: MODE.folder, id: editing.created.tree(entries) };
}

function groupByName(changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> {
  const groups = new Map<string, Change[]>();
  for (const { path, content } of changes) {
    const [name = '', ...below] = path;
    const group = groups.get(name) ?? [];
    group.push({ path: below, content });
    groups.set(name, group);
  }
  return groups;
}
