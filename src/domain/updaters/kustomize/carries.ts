import type { Intent } from '../intent.ts';
import { EditRefusedError } from '../text/errors.ts';
import type { ImageEntry } from './entries.ts';
import { repositoryOf } from './entry-changes.ts';
import { interferingEntry } from './kustomize-match.ts';
import { readImages } from './read-images.ts';

/**
 * Whether an overlay makes its cluster run exactly these images. The digest decides, with the repository it is pulled
 * from: the tag beside a digest is for the reader, and a tag alone can move, so it proves nothing. An entry that another
 * entry rewrites carries nothing; nor does a file that cannot be read. No images at all are never carried.
 */
export function carries(text: string, edits: readonly Intent[], file: string): boolean {
  const entries = entriesOrNone(text, file);
  return edits.length > 0 && edits.every((edit) => carriesImage(entries, edit));
}

function carriesImage(entries: readonly ImageEntry[], edit: Intent): boolean {
  const [entry, second] = entries.filter(({ name }) => name === edit.name);
  if (entry === undefined || second !== undefined) return false;
  const isSame = entry.digest === edit.digest && repositoryOf(entry) === edit.image;
  return isSame && interferingEntry(entries, { ...edit, tag: entry.newTag ?? edit.tag }) === undefined;
}

function entriesOrNone(text: string, file: string): readonly ImageEntry[] {
  try {
    return readImages(text, file);
  } catch (error) {
    if (error instanceof EditRefusedError) return [];
    throw error;
  }
}
