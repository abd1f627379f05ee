import type { FileEdit } from '../domain/diff/file-diff.ts';
import { MOST_FILES } from '../domain/diff/wave-diff.ts';
import type { Change } from '../ports/changes.ts';
import type { ConfigurationRepository, FileWrite } from '../ports/repository.ts';
import { byFile, editFile, type ReadFiles, readForEdit } from './edit-files.ts';
import { editedKey, isEditedIn } from './edited-file.ts';

export interface Refused {
  readonly change: Change;
  readonly reason: string;
}

/** Every waiting change applied to the files of one commit. */
export interface Applied {
  /** Files that differ from the commit. */
  readonly files: readonly FileWrite[];
  /** Changes that touch at least one of them. */
  readonly changed: readonly Change[];
  readonly written: readonly { readonly change: Change; readonly paths: readonly string[] }[];
  /** Changes of more files than one commit takes: these files are a part of them, and the rest is still to be written. */
  readonly begun: readonly Change[];
  /** All that each change would do to the files of the commit, by its id; of those begun also what is left for later. */
  readonly edits: ReadonlyMap<string, readonly FileEdit[]>;
  /** Changes whose files carry the release already. */
  readonly same: readonly Change[];
  /** Changes that cannot be applied; each fails alone. */
  readonly refused: readonly Refused[];
  /** Files as they were read, so that a later try reads only what has changed since. */
  readonly read: ReadFiles;
}

/** Applies changes to files as they were read at one commit. */
export function applyChanges(changes: readonly Change[], read: ReadFiles): Applied {
  const texts = new Map<string, string>();
  const written: Applied['written'][number][] = [];
  const allEdits = new Map<string, readonly FileEdit[]>();
  const begun: Change[] = [];
  const same: Change[] = [];
  const refused: Refused[] = [];
  for (const change of changes) {
    try {
      const edits = editAll(change, read, texts);
      allEdits.set(change.id, edits);
      for (const { path, after } of edits.slice(0, MOST_FILES)) texts.set(path, after);
      if (edits.length > MOST_FILES) begun.push(change);
      else if (edits.length > 0) written.push({ change, paths: writtenPaths(change, edits, read) });
      else same.push(change);
    } catch (error) {
      refused.push({ change, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const files = [...texts].map(([path, text]) => ({ path, text }));
  const changed = written.map(({ change }) => change);
  return { files, changed, written, begun, edits: allEdits, same, refused, read };
}

/** All edits of a change or none: a change that fails half-way leaves no text behind. */
const editAll = (change: Change, read: ReadFiles, texts: ReadonlyMap<string, string>): FileEdit[] =>
  byFile(change.edits, read).flatMap((edits) => {
    const edit = editFile(edits, texts);
    return edit.after === edit.before ? [] : [edit];
  });

/** Of a change in several commits the last one finds the others' files written already, and speaks for them. */
function writtenPaths({ edits }: Change, edited: readonly FileEdit[], read: ReadFiles): string[] {
  if (edits.length <= MOST_FILES) return edited.map(({ path }) => path);
  return byFile(edits, read).flatMap(({ file }) => (file && 'path' in file ? [file.path] : []));
}

/**
 * The files at `commit` that the changes would write. After a lost race, `previous` spares reading those that the other
 * commits did not touch.
 */
export async function readFiles(
  repository: ConfigurationRepository,
  commit: string,
  changes: readonly Change[],
  previous?: { parent: string; applied: Applied },
): Promise<ReadFiles> {
  const edits = new Map(changes.flatMap((change) => change.edits.map((edit) => [editedKey(edit), edit])));
  const touched = previous ? await repository.changedPaths(previous.parent, commit) : [];
  const files = await Promise.all(
    [...edits].map(async ([key, edit]) => {
      const known = previous?.applied.read.get(key);
      const isKnown = known !== undefined && !touched.some((path) => isEditedIn(edit, path));
      return [key, isKnown ? known : await readForEdit(repository, commit, edit)] as const;
    }),
  );
  return new Map(files);
}
