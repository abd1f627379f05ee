import { addEntries } from './add-entries.ts';
import { locateEntry } from './entries.ts';
import { type EntryChange, entryChanges } from './entry-changes.ts';
import { OverlayEditError } from './errors.ts';
import { type ImageEdit, requireWritable } from './image-edit.ts';
import { interferingEntry } from './kustomize-match.ts';
import { type Overlay, parseOverlay } from './overlay.ts';
import { requireIntended } from './require-intended.ts';
import { setKey } from './set-key.ts';
import { applySplices, type Splice } from './splice.ts';

/**
 * Makes a kustomization render `image:tag@digest` for what its entries call `name`, by changing nothing but the bytes of
 * the values concerned. What is missing is added in the style of what stands beside it: keys, the entry, the whole list.
 *
 * @param text the file as decoded without loss: fatal UTF-8, byte order mark kept (`ignoreBOM: true`)
 * @param file its path, for messages
 * @returns `text` itself if it says all this already
 * @throws OverlayEditError if the edit cannot be made safely; nothing is ever guessed
 */
export function setImages(text: string, edits: readonly ImageEdit[], file: string): string {
  requireWritable(edits, file);
  const before = parseOverlay(text, file);
  const splices = [...edits.flatMap((edit) => changeEntry(before, edit)), ...addMissing(before, edits)];
  const after = splices.length === 0 ? before : requireIntended(before, applySplices(text, splices), edits);
  for (const edit of edits) {
    const index = interferingEntry(after.entries, edit);
    if (index !== undefined)
      throw refuse(
        before,
        index,
        `applies to ${edit.name} too, or may. Remove it, or name the images one by one.`,
      );
  }
  return after.text;
}

function changeEntry(overlay: Overlay, edit: ImageEdit): Splice[] {
  const [index, second] = overlay.entries.flatMap(({ name }, at) => (name === edit.name ? [at] : []));
  if (second !== undefined)
    throw refuse(overlay, second, `is another entry for ${edit.name}. Keep one of the two.`);
  const entry = overlay.entries[index ?? -1];
  if (index === undefined || entry === undefined) return [];
  return entryChanges(entry, edit).map((change) => setKey(overlay, index, change));
}

function addMissing(overlay: Overlay, edits: readonly ImageEdit[]): Splice[] {
  const missing = edits.filter((edit) => !overlay.entries.some(({ name }) => name === edit.name));
  const entries = missing.map((edit): EntryChange[] => [
    ['name', edit.name],
    ...entryChanges({ name: edit.name }, edit),
  ]);
  return entries.length === 0 ? [] : addEntries(overlay, entries);
}

const refuse = (overlay: Overlay, index: number, message: string) =>
  new OverlayEditError(overlay, locateEntry(overlay.root, index), `images[${index}] ${message}`);
