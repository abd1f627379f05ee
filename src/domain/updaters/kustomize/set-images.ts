import { type Intent, requireWritable } from '../intent.ts';
import { EditRefusedError } from '../text/errors.ts';
import { applySplices, type Splice } from '../text/splice.ts';
import { addEntries } from './add-entries.ts';
import { locateEntry } from './entries.ts';
import { type EntryChange, entryChanges } from './entry-changes.ts';
import { interferingEntry } from './kustomize-match.ts';
import { type Overlay, parseOverlay } from './overlay.ts';
import { requireIntended } from './require-intended.ts';
import { setKey } from './set-key.ts';

/**
 * Makes a kustomization render `image:tag@digest` for what its entries call `name`, by changing nothing but the bytes of
 * the values concerned. What is missing is added in the style of what stands beside it: keys, the entry, the whole list.
 *
 * @param text the file as decoded without loss: fatal UTF-8, byte order mark kept (`ignoreBOM: true`)
 * @param file its path, for messages
 * @returns `text` itself if it says all this already
 * @throws EditRefusedError if the edit cannot be made safely; nothing is ever guessed
 */
export function setImages(text: string, edits: readonly Intent[], file: string): string {
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

function changeEntry(overlay: Overlay, edit: Intent): Splice[] {
  const [index, second] = overlay.entries.flatMap(({ name }, at) => (name === edit.name ? [at] : []));
  if (second !== undefined)
    throw refuse(overlay, second, `is another entry for ${edit.name}. Keep one of the two.`);
  const entry = overlay.entries[index ?? -1];
  if (index === undefined || entry === undefined) return [];
  return entryChanges(entry, edit).map((change) => setKey(overlay, index, change));
}

function addMissing(overlay: Overlay, edits: readonly Intent[]): Splice[] {
  const missing = edits.filter((edit) => !overlay.entries.some(({ name }) => name === edit.name));
  const entries = missing.map((edit): EntryChange[] => [
    ['name', edit.name],
    ...entryChanges({ name: edit.name }, edit),
  ]);
  return entries.length === 0 ? [] : addEntries(overlay, entries);
}

const refuse = (overlay: Overlay, index: number, message: string) =>
  new EditRefusedError(overlay, locateEntry(overlay.root, index), `images[${index}] ${message}`);
