import type { Intent } from '../intent.ts';
import { deepEqual } from '../text/deep-equal.ts';
import { EditRefusedError } from '../text/errors.ts';
import { isData, locateEntry } from './entries.ts';
import { entryChanges } from './entry-changes.ts';
import { type Overlay, parseOverlay } from './overlay.ts';

/**
 * The last defence: an edited text must read as intended, and everything else in it as before. Plain data is compared
 * with plain data, so nothing here shares a mistake with the code that found the places to edit.
 */
export function requireIntended(before: Overlay, text: string, edits: readonly Intent[]): Overlay {
  const [root, ...others] = before.data;
  const after = parseEdited(before, text);
  if (deepEqual(after.data, [intended(root, before, edits), ...others])) return after;
  throw unsafe(before);
}

function parseEdited(before: Overlay, text: string): Overlay {
  try {
    return parseOverlay(text, before.file);
  } catch (cause) {
    throw unsafe(before, { cause });
  }
}

function unsafe(before: Overlay, options?: ErrorOptions): EditRefusedError {
  const message =
    '"images" is written in a way that has no safe edit. Make this change by hand, in plain YAML.';
  return new EditRefusedError(before, locateEntry(before.root), message, options);
}

function intended(root: unknown, before: Overlay, edits: readonly Intent[]): unknown {
  const data = isData(root) ? root : {};
  const images = Array.isArray(data.images) ? [...data.images] : [];
  for (const edit of edits) {
    const index = before.entries.findIndex(({ name }) => name === edit.name);
    const entry = before.entries[index] ?? { name: edit.name };
    const edited = { ...(images[index] ?? entry), ...Object.fromEntries(entryChanges(entry, edit)) };
    if (index === -1) images.push(edited);
    else images[index] = edited;
  }
  return { ...data, images };
}
