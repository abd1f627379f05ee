import type { Input } from '../../../service.ts';
import { gitMode } from '../file-modes.ts';
import { failure, filePath, optionalList, optionalText } from '../input.ts';
import { COMMIT_CONTENT_LIMIT, FILE_ENTRIES_LIMIT, FILE_LIMIT, FOLDER_CONTENT_LIMIT } from '../limits.ts';

/** What one CreateCommit asks for, checked as far as it can be without the repository. */
export interface Entries {
  readonly puts: readonly Put[];
  readonly deletes: readonly string[];
  readonly modes: readonly { readonly path: string; readonly gitMode: string }[];
}

export interface Put {
  readonly path: string;
  /** Undefined where the request names none. */
  readonly gitMode: string | undefined;
  readonly from: { readonly content: Buffer } | { readonly copyOf: string };
}

export function readEntries(input: Input): Entries {
  const putEntries = list(input, 'putFiles');
  const deleteEntries = list(input, 'deleteFiles');
  const modeEntries = list(input, 'setFileModes');
  const count = putEntries.length + deleteEntries.length + modeEntries.length;
  if (count === 0) throw failure('FileEntryRequiredException', 'the commit names no file');
  if (count > FILE_ENTRIES_LIMIT)
    throw failure(
      'MaximumFileEntriesExceededException',
      `${count} files: at most ${FILE_ENTRIES_LIMIT} are allowed`,
    );
  const puts = putEntries.map(readPut);
  const moved = putEntries.flatMap(movedFrom);
  const deletes = [...deleteEntries.map(filePath), ...moved];
  const modes = modeEntries.map(readMode);
  requireDifferentPaths([...puts, ...modes].map(({ path }) => path).concat(deletes));
  requireNoFileInFile(puts);
  requireSizes(puts);
  return { puts, deletes, modes };
}

function list(input: Input, key: string): readonly Input[] {
  return optionalList(input, key).map((entry) => record(entry, key));
}

function record(value: unknown, key: string): Input {
  if (typeof value !== 'object' || value === null)
    throw failure('SerializationException', `${key} must hold structures`);
  return value as Input;
}

function readPut(entry: Input): Put {
  const path = filePath(entry);
  const mode = optionalText(entry, 'fileMode');
  return { path, gitMode: mode === undefined ? undefined : gitMode(mode), from: contentOf(entry, path) };
}

function contentOf(entry: Input, path: string): Put['from'] {
  const content = optionalText(entry, 'fileContent');
  const source = entry.sourceFile ?? undefined;
  if (content !== undefined && source !== undefined)
    throw failure(
      'FileContentAndSourceFileSpecifiedException',
      `${path} has both fileContent and sourceFile`,
    );
  if (source !== undefined) return { copyOf: sourcePath(record(source, 'sourceFile')) };
  if (content === undefined)
    throw failure('SourceFileOrContentRequiredException', `${path} needs fileContent or sourceFile`);
  return { content: Buffer.from(content, 'base64') };
}

function sourcePath(source: Input): string {
  const path = filePath(source);
  if (/(^|\/)\.gitkeep$/.test(path))
    throw failure('RestrictedSourceFileException', `${path}: a .gitkeep file cannot be copied or moved`);
  return path;
}

function movedFrom(entry: Input): readonly string[] {
  const source = entry.sourceFile ?? undefined;
  if (source === undefined) return [];
  const { isMove, ...rest } = record(source, 'sourceFile');
  return isMove === true ? [filePath(rest)] : [];
}

function readMode(entry: Input) {
  const path = filePath(entry);
  const mode = optionalText(entry, 'fileMode');
  if (mode === undefined) throw failure('FileModeRequiredException', `${path} needs a fileMode`);
  return { path, gitMode: gitMode(mode) };
}

function requireDifferentPaths(paths: readonly string[]): void {
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw failure('SamePathRequestException', `${twice} is named twice in one commit`);
}

function requireNoFileInFile(puts: readonly Put[]): void {
  const paths = new Set(puts.map(({ path }) => path));
  const folders = (path: string) => path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
  const inside = puts.find(({ path }) => folders(path).some((folder) => paths.has(folder)));
  if (inside !== undefined)
    throw failure(
      'PutFileEntryConflictException',
      `${inside.path} lies in what the same commit puts as a file`,
    );
}

function requireSizes(puts: readonly Put[]): void {
  const sizes = puts.flatMap(({ path, from }) =>
    'content' in from ? [{ path, size: from.content.length }] : [],
  );
  const large = sizes.find(({ size }) => size > FILE_LIMIT);
  if (large !== undefined)
    throw failure(
      'FileContentSizeLimitExceededException',
      `${large.path} has ${large.size} bytes: more than 6 MB`,
    );
  const folders = new Map<string, number>();
  for (const { path, size } of sizes) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    folders.set(folder, (folders.get(folder) ?? 0) + size);
  }
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total > COMMIT_CONTENT_LIMIT)
    throw failure(
      'FileContentSizeLimitExceededException',
      `the files have ${total} bytes: more than 7 MB together`,
    );
  // AWS's wording leaves open whether files already in the folder count; here only what the commit puts does.
  const full = [...folders].find(([, size]) => size > FOLDER_CONTENT_LIMIT);
  if (full !== undefined)
    throw failure(
      'FolderContentSizeLimitExceededException',
      `${full[1]} bytes for "${full[0]}": more than 6 MB`,
    );
}
