import { NotRenderedError } from './not-rendered.ts';
import { type Reference, referencesOf } from './references.ts';

/** What is known of the repository at one commit; undefined is what was not looked at yet. */
export interface Known {
  /** Paths of the plain files directly in a folder; empty where there is no such folder. */
  files(folder: string): readonly string[] | undefined;
  text(path: string): string | undefined;
}

/** The files that an overlay is made of, or what has to be looked at to tell. */
export type Closure =
  | { readonly kind: 'whole'; readonly files: ReadonlyMap<string, string> }
  | { readonly kind: 'unknown'; readonly folders: readonly string[]; readonly files: readonly string[] };

/** The names under which kustomize looks for its file. */
const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export const MOST_FILES = 200;
/** Of all files together, in UTF-16 code units. */
export const MOST_CHARACTERS = 1024 * 1024;

/**
 * Follows an overlay through its resources, bases, components, patches and generators' files. Links and submodules are not
 * plain files, so they are not there.
 *
 * @throws NotRenderedError if something is not in the repository, or it is too much
 */
export function closureOf(overlay: string, known: Known): Closure {
  const folders = new Set([overlay]);
  const files = new Map<string, string>();
  const wanted = { folders: new Set<string>(), files: new Set<string>() };
  const take = (path: string): string | undefined => {
    const text = known.text(path);
    if (text === undefined) wanted.files.add(path);
    else files.set(path, text);
    return text;
  };
  for (const folder of folders) {
    const file = kustomizationIn(folder, known.files(folder));
    const text = file && take(file);
    if (file === undefined) wanted.folders.add(folder);
    if (file === undefined || text === undefined) continue;
    for (const reference of referencesOf(file, text)) {
      const found = find(reference, known);
      if (found.kind === 'unknown') wanted.folders.add(found.folder);
      else if (found.kind === 'folder') folders.add(reference.path);
      else take(reference.path);
    }
  }
  requireFew(files.size + wanted.files.size, [...files.values()]);
  if (wanted.folders.size === 0 && wanted.files.size === 0) return { kind: 'whole', files };
  return { kind: 'unknown', folders: [...wanted.folders], files: [...wanted.files] };
}

function kustomizationIn(folder: string, files: readonly string[] | undefined): string | undefined {
  if (files === undefined) return undefined;
  const [file, another] = kustomizationsAmong(folder, files);
  if (file === undefined) throw new NotRenderedError('has no kustomization');
  if (another !== undefined) throw new NotRenderedError(`has several kustomizations in ${folder}`);
  return file;
}

const kustomizationsAmong = (folder: string, files: readonly string[]): string[] =>
  FILE_NAMES.map((name) => (folder === '' ? name : `${folder}/${name}`)).filter((path) =>
    files.includes(path),
  );

type Found = { readonly kind: 'file' | 'folder' } | { readonly kind: 'unknown'; readonly folder: string };

/** Looks first for what its name says it is: the folder above a folder may hold thousands of others. */
function find({ path, mayBeFolder }: Reference, known: Known): Found {
  const places = mayBeFolder ? [asFile, asFolder] : [asFile];
  if (!/\.\w+$/.test(path)) places.reverse();
  for (const look of places) {
    const found = look(path, known);
    if (found !== undefined) return found;
  }
  throw new NotRenderedError(`refers to ${path}, which is not in the repository`);
}

function asFile(path: string, known: Known): Found | undefined {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const files = known.files(folder);
  if (files === undefined) return { kind: 'unknown', folder };
  return files.includes(path) ? { kind: 'file' } : undefined;
}

function asFolder(path: string, known: Known): Found | undefined {
  const files = known.files(path);
  if (files === undefined) return { kind: 'unknown', folder: path };
  return kustomizationsAmong(path, files).length > 0 ? { kind: 'folder' } : undefined;
}

function requireFew(count: number, texts: readonly string[]): void {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (count > MOST_FILES) throw new NotRenderedError(`is made of more than ${MOST_FILES} files`);
  if (characters > MOST_CHARACTERS)
    throw new NotRenderedError(`is made of more than ${MOST_CHARACTERS / 1024} KB of files`);
}
