import type { FileEdit } from '../domain/diff/file-diff.ts';
import type { Intent } from '../domain/updaters/intent.ts';
import { setImages } from '../domain/updaters/kustomize/set-images.ts';
import { type ConfigurationRepository, UnreadableFileError } from '../ports/repository.ts';
import { ChangeRefusedError } from './errors.ts';
import { type OverlayFile, readOverlay } from './overlay-file.ts';

/** Undefined where there is none. What cannot be read concerns only the changes that would write it. */
export type ReadOverlay = OverlayFile | UnreadableFileError | undefined;

export const readForEdit = (
  repository: ConfigurationRepository,
  commit: string,
  overlay: string,
): Promise<ReadOverlay> =>
  readOverlay(repository, commit, overlay).catch((error: unknown) => {
    if (error instanceof UnreadableFileError) return error;
    throw error;
  });

/**
 * An overlay as the committer writes it, and as every diff shows it.
 *
 * @param texts by path, what changes before this one in the same commit have made of files
 * @throws ChangeRefusedError or OverlayEditError if it cannot be edited
 */
export function editOverlay(
  overlay: string,
  file: ReadOverlay,
  images: readonly Intent[],
  texts: ReadonlyMap<string, string> = new Map(),
): FileEdit {
  if (file === undefined)
    throw new ChangeRefusedError(
      `There is no kustomization file in ${overlay}. Add one, or correct the target's overlay.`,
    );
  if (file instanceof UnreadableFileError) throw new ChangeRefusedError(file.message, { cause: file });
  const before = texts.get(file.path) ?? file.text;
  return { path: file.path, before, after: setImages(before, images, file.path) };
}
