import { isMap, isSeq, type YAMLMap } from 'yaml';
import { EditRefusedError } from '../text/errors.ts';
import { findPair, hasMergeKey, spanOf } from '../text/nodes.ts';
import { requireSole } from '../text/require-sole.ts';
import type { Overlay } from './overlay.ts';

/** The node of an entry that may be edited in place. */
export function soleEntry(overlay: Overlay, index: number): YAMLMap {
  const list = findPair(overlay.root, 'images')?.value;
  requireSole(overlay, list, '"images"');
  const entry = isSeq(list) ? list.items[index] : undefined;
  requireSole(overlay, entry, `images[${index}]`);
  if (!isMap(entry))
    throw new EditRefusedError(
      overlay,
      spanOf(overlay.root)[0],
      '"images" is merged in (<<). Write it out in full.',
    );
  if (hasMergeKey(entry))
    throw new EditRefusedError(
      overlay,
      spanOf(entry)[0],
      `images[${index}] merges another map (<<). Write out its keys.`,
    );
  return entry;
}
