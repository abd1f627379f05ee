import { setImages } from '../domain/updaters/kustomize/set-images.ts';
import type { Change } from '../ports/changes.ts';
import { type ConfigurationRepository, type FileWrite, UnreadableFileError } from '../ports/repository.ts';
import { ChangeRefusedError } from './errors.ts';
import { type OverlayFile, readOverlay } from './overlay-file.ts';

/** Quota of CodeCommit's CreateCommit (its user guide). */
export const MOST_FILES = 100;

export interface Refused {
  readonly change: Change;
  readonly reason: string;
}

/** Undefined where there is none. What cannot be read concerns only the changes that would write it. */
type ReadOverlay = OverlayFile | UnreadableFileError | undefined;

/** Every waiting change applied to the overlays of one commit. */
export interface Applied {
  /** Files that differ from the commit. */
  readonly files: readonly FileWrite[];
  /** Changes that touch at least one of them. */
  readonly changed: readonly Change[];
  readonly written: readonly { readonly change: Change; readonly paths: readonly string[] }[];
  /** Changes of more files than one commit takes: these files are a part of them, and the rest is still to be written. */
  readonly begun: readonly Change[];
  /** Changes whose overlays carry the release already. */
  readonly same: readonly Change[];
  /** Changes that cannot be applied; each fails alone. */
  readonly refused: readonly Refused[];
  /** Overlays as they were read, so that a later try reads only what has changed since. */
  readonly read: ReadonlyMap<string, ReadOverlay>;
}

/**
 * Applies changes to the overlays at `commit`. After a lost race, `previous` spares reading the files that the other
 * commits did not touch.
 */
export async function applyChanges(
  repository: ConfigurationRepository,
  commit: string,
  changes: readonly Change[],
  previous?: { parent: string; applied: Applied },
): Promise<Applied> {
  const read = await readOverlays(repository, commit, changes, previous);
  const texts = new Map<string, string>();
  const written: { change: Change; paths: string[] }[] = [];
  const begun: Change[] = [];
  const same: Change[] = [];
  const refused: Refused[] = [];
  for (const change of changes) {
    try {
      const edited = editAll(change, read, texts);
      for (const { path, text } of edited.slice(0, MOST_FILES)) texts.set(path, text);
      if (edited.length > MOST_FILES) begun.push(change);
      else if (edited.length > 0) written.push({ change, paths: writtenPaths(change, edited, read) });
      else same.push(change);
    } catch (error) {
      refused.push({ change, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const files = [...texts].map(([path, text]) => ({ path, text }));
  return { files, changed: written.map(({ change }) => change), written, begun, same, refused, read };
}

/** All edits of a change or none: a change that fails half-way leaves no text behind. */
function editAll(
  change: Change,
  read: ReadonlyMap<string, ReadOverlay>,
  texts: ReadonlyMap<string, string>,
): FileWrite[] {
  return change.edits.flatMap(({ overlay, images }) => {
    const file = read.get(overlay);
    if (file === undefined)
      throw new ChangeRefusedError(
        `There is no kustomization file in ${overlay}. Add one, or correct the target's overlay.`,
      );
    if (file instanceof UnreadableFileError) throw new ChangeRefusedError(file.message, { cause: file });
    const before = texts.get(file.path) ?? file.text;
    const text = setImages(before, images, file.path);
    return text === before ? [] : [{ path: file.path, text }];
  });
}

/** Of a change in several commits the last one finds the others' files written already, and speaks for them. */
function writtenPaths(
  { edits }: Change,
  edited: readonly FileWrite[],
  read: ReadonlyMap<string, ReadOverlay>,
): string[] {
  if (edits.length <= MOST_FILES) return edited.map(({ path }) => path);
  return edits.flatMap(({ overlay }) => {
    const file = read.get(overlay);
    return file === undefined || file instanceof UnreadableFileError ? [] : [file.path];
  });
}

async function readOverlays(
  repository: ConfigurationRepository,
  commit: string,
  changes: readonly Change[],
  previous: { parent: string; applied: Applied } | undefined,
): Promise<Map<string, ReadOverlay>> {
  const overlays = [...new Set(changes.flatMap(({ edits }) => edits.map(({ overlay }) => overlay)))];
  const touched = previous ? await repository.changedPaths(previous.parent, commit) : [];
  const isTouched = (overlay: string): boolean => touched.some((path) => path.startsWith(`${overlay}/`));
  const files = await Promise.all(
    overlays.map(async (overlay) => {
      const known = previous?.applied.read.get(overlay);
      const file =
        known !== undefined && !isTouched(overlay)
          ? known
          : await readOverlay(repository, commit, overlay).catch(unreadable);
      return [overlay, file] as const;
    }),
  );
  return new Map(files);
}

function unreadable(error: unknown): UnreadableFileError {
  if (error instanceof UnreadableFileError) return error;
  throw error;
}
