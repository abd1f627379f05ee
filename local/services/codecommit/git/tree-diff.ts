import type { ObjectStore } from './object-store.ts';
import { isFolder, type TreeEntry } from './tree.ts';

/** A file, link or submodule of which one side differs from the other. Where it is missing, the side is undefined. */
export interface TreeChange {
  /** Below what was compared, as bytes like the names of entries; `''` is that itself. */
  readonly path: string;
  readonly before: TreeEntry | undefined;
  readonly after: TreeEntry | undefined;
}

/** Every change between two entries, by path in the order of its bytes. No rename is looked for. */
export async function diffEntries(
  objects: ObjectStore,
  before: TreeEntry | undefined,
  after: TreeEntry | undefined,
): Promise<TreeChange[]> {
  const changes = await changesAt(objects, '', before, after);
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function changesAt(
  objects: ObjectStore,
  path: string,
  before: TreeEntry | undefined,
  after: TreeEntry | undefined,
): Promise<TreeChange[]> {
  if (before?.id === after?.id && before?.mode === after?.mode) return [];
  const [was, is] = await Promise.all([below(objects, before), below(objects, after)]);
  const names = [...new Set([...was.keys(), ...is.keys()])];
  const inside = await Promise.all(
    names.map((name) =>
      changesAt(objects, path === '' ? name : `${path}/${name}`, was.get(name), is.get(name)),
    ),
  );
  const change = { path, before: unlessFolder(before), after: unlessFolder(after) };
  const isChange = change.before !== undefined || change.after !== undefined;
  return [...(isChange ? [change] : []), ...inside.flat()];
}

async function below(objects: ObjectStore, entry: TreeEntry | undefined): Promise<Map<string, TreeEntry>> {
  const entries = entry !== undefined && isFolder(entry) ? await objects.tree(entry.id) : [];
  return new Map(entries.map((one) => [one.name, one]));
}

const unlessFolder = (entry: TreeEntry | undefined) =>
  entry === undefined || isFolder(entry) ? undefined : entry;
