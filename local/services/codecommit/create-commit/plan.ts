import { fileMode } from '../file-modes.ts';
import { editTree, type TreeEditing } from '../git/edit-tree.ts';
import type { NewObjects } from '../git/new-objects.ts';
import type { ObjectStore } from '../git/object-store.ts';
import { decodeName, isFolder, isSubmodule, MODE, type TreeEntry } from '../git/tree.ts';
import { findPath } from '../git/tree-paths.ts';
import { failure } from '../input.ts';
import type { Entries, Put } from './entries.ts';

export interface FileMetadata {
  readonly absolutePath: string;
  readonly blobId: string;
  readonly fileMode: string;
}

export interface NewTree {
  readonly treeId: string;
  readonly filesAdded: readonly FileMetadata[];
  readonly filesUpdated: readonly FileMetadata[];
  readonly filesDeleted: readonly FileMetadata[];
}

type Blob = Pick<TreeEntry, 'mode' | 'id'>;

interface Change {
  readonly path: string;
  readonly before: Blob | undefined;
  readonly after: Blob | undefined;
}

interface Target {
  readonly objects: ObjectStore;
  readonly created: NewObjects;
  /** The tree to change; undefined for the first commit. */
  readonly base: string | undefined;
}

/** Makes the blobs and trees of the next commit; nothing refers to them yet. */
export async function makeTree(
  target: Target,
  entries: Entries,
  keepEmptyFolders: boolean,
): Promise<NewTree> {
  const changes = await planChanges(target, entries);
  const keepers: Change[] = [];
  const editing: TreeEditing = keepEmptyFolders
    ? { ...target, fillEmptied: keepFolder(target, keepers) }
    : target;
  const treeId = await editTree(
    editing,
    target.base,
    new Map(changes.map(({ path, after }) => [path, after])),
  );
  return { treeId, ...sortedByKind([...changes, ...keepers]) };
}

/** AWS keeps an emptied folder by an empty file in it. */
function keepFolder({ created }: Target, keepers: Change[]): (folder: string) => TreeEntry {
  return (folder) => {
    const after = { mode: MODE.file, id: created.blob(Buffer.alloc(0)) };
    keepers.push({ path: `${decodeName(folder)}.gitkeep`, before: undefined, after });
    return { ...after, name: '.gitkeep' };
  };
}

async function planChanges(target: Target, entries: Entries): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const path of entries.deletes) {
    changes.push({ path, before: await existingFile(target, path), after: undefined });
  }
  for (const { path, gitMode } of entries.modes) {
    const before = await existingFile(target, path);
    changes.push({ path, before, after: { mode: gitMode, id: before.id } });
  }
  for (const put of entries.puts) {
    const before = await placeForFile(target, put.path);
    changes.push({ path: put.path, before, after: await contentToPut(target, put) });
  }
  return changes;
}

async function contentToPut(target: Target, put: Put): Promise<Blob> {
  if ('content' in put.from)
    return { mode: put.gitMode ?? MODE.file, id: target.created.blob(put.from.content) };
  const source = await existingFile(target, put.from.copyOf);
  return { mode: put.gitMode ?? source.mode, id: source.id };
}

async function existingFile({ objects, base }: Target, path: string): Promise<Blob> {
  const found = await findPath(objects, base, path);
  if (found.at === 'entry' && isSubmodule(found.entry)) throw pathIsSubmodule(path);
  if (found.at !== 'entry' || isFolder(found.entry))
    throw failure('FileDoesNotExistException', `there is no file ${path} in the parent commit`);
  return found.entry;
}

/** The file that stands where one is to be put, if any. */
async function placeForFile({ objects, base }: Target, path: string): Promise<Blob | undefined> {
  const found = await findPath(objects, base, path);
  if (found.at === 'nothing') return undefined;
  if (isSubmodule(found.at === 'entry' ? found.entry : found.by)) throw pathIsSubmodule(path);
  if (found.at === 'blocked')
    throw failure(
      'DirectoryNameConflictsWithFileNameException',
      `a folder of ${path} is a file in the parent commit`,
    );
  if (isFolder(found.entry))
    throw failure('FileNameConflictsWithDirectoryNameException', `${path} is a folder in the parent commit`);
  return found.entry;
}

const pathIsSubmodule = (path: string) =>
  failure('FilePathConflictsWithSubmodulePathException', `${path} points to a submodule`);

function sortedByKind(changes: readonly Change[]): Omit<NewTree, 'treeId'> {
  const metadata = (path: string, blob: Blob) => [
    { absolutePath: path, blobId: blob.id, fileMode: fileMode(blob.mode) },
  ];
  const changed = changes.filter(
    ({ before, after }) => before?.id !== after?.id || before?.mode !== after?.mode,
  );
  return {
    filesAdded: changed.flatMap(({ path, before, after }) => (!before && after ? metadata(path, after) : [])),
    filesUpdated: changed.flatMap(({ path, before, after }) =>
      before && after ? metadata(path, after) : [],
    ),
    filesDeleted: changed.flatMap(({ path, before, after }) =>
      before && !after ? metadata(path, before) : [],
    ),
  };
}
