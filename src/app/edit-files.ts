import type { FileEdit } from '../domain/diff/file-diff.ts';
import { applyEdit, type Edit } from '../domain/updaters/edits.ts';
import { type ConfigurationRepository, UnreadableFileError } from '../ports/repository.ts';
import { type EditedFile, editedKey, readEdited } from './edited-file.ts';
import { ChangeRefusedError } from './errors.ts';

/** Undefined where there is none. What cannot be read concerns only the changes that would write it. */
export type ReadFile = EditedFile | UnreadableFileError | undefined;

/** What was read for edits, by their key. */
export type ReadFiles = ReadonlyMap<string, ReadFile>;

export const readForEdit = (
  repository: ConfigurationRepository,
  commit: string,
  edit: Edit,
): Promise<ReadFile> =>
  readEdited(repository, commit, edit).catch((error: unknown) => {
    if (error instanceof UnreadableFileError) return error;
    throw error;
  });

/** Edits of one file, and whose they are. */
export interface EditsOfFile {
  readonly overlay: string;
  readonly file: ReadFile;
  readonly edits: readonly [Edit, ...Edit[]];
}

/** Edits by the file that they are made to, in the order of the first of each: a file is written, and shown, once. */
export function byFile(edits: readonly Edit[], read: ReadFiles): EditsOfFile[] {
  const groups = new Map<string, EditsOfFile>();
  for (const edit of edits) {
    const file = read.get(editedKey(edit));
    const key =
      file === undefined || file instanceof UnreadableFileError ? `? ${editedKey(edit)}` : file.path;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { overlay: edit.overlay, file, edits: [edit] });
    else groups.set(key, { ...group, edits: [...group.edits, edit] });
  }
  return [...groups.values()];
}

/**
 * A file as the committer writes it, and as every diff shows it.
 *
 * @param texts by path, what changes before this one in the same commit have made of files
 * @throws ChangeRefusedError or EditRefusedError if it cannot be edited
 */
export function editFile(
  { file, edits }: EditsOfFile,
  texts: ReadonlyMap<string, string> = new Map(),
): FileEdit {
  const { path, text } = readable(file, edits[0]);
  const before = texts.get(path) ?? text;
  return { path, before, after: edits.reduce((edited, edit) => applyEdit(edited, edit, path), before) };
}

function readable(file: ReadFile, edit: Edit): EditedFile {
  if (file instanceof UnreadableFileError) throw new ChangeRefusedError(file.message, { cause: file });
  if (file !== undefined) return file;
  throw new ChangeRefusedError(
    'images' in edit
      ? `There is no kustomization file in ${edit.overlay}. Add one, or correct the target's overlay.`
      : `There is no file ${edit.file}. Add it, or correct the target's "update".`,
  );
}
