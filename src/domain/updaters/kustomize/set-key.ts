import type { Pair, YAMLMap } from 'yaml';
import { EditRefusedError } from '../text/errors.ts';
import { indentAt, insertBelow } from '../text/lines.ts';
import { contentEnd, findPair, spanOf } from '../text/nodes.ts';
import { replaceValue } from '../text/replace-value.ts';
import { requireSole } from '../text/require-sole.ts';
import { quoteOf, writeScalar } from '../text/scalar.ts';
import type { Splice } from '../text/splice.ts';
import { ENTRY_KEYS, type EntryKey } from './entries.ts';
import type { EntryChange } from './entry-changes.ts';
import { insertInFlow } from './flow.ts';
import type { Overlay } from './overlay.ts';
import { soleEntry } from './sole-entry.ts';
import { BLOCK_STYLE, entryStyle, writePair } from './style.ts';

/** Changes or adds one key of one entry of `images:`. */
export function setKey(overlay: Overlay, index: number, [key, value]: EntryChange): Splice {
  const entry = soleEntry(overlay, index);
  const pair = findPair(entry, key);
  if (pair === undefined) return addKey(overlay, entry, [key, value]);
  requireSole(overlay, pair.value, `images[${index}].${key}`);
  return replaceValue(overlay, pair, writeScalar(value, quoteOf(pair.value)));
}

/** Behind the nearest of the keys that usually come before. */
function addKey(overlay: Overlay, entry: YAMLMap, [key, value]: EntryChange): Splice {
  const neighbour = neighbourOf(entry, key);
  const start = spanOf(neighbour?.key)[0];
  const end = contentEnd(neighbour);
  if (end === undefined)
    throw new EditRefusedError(
      overlay,
      spanOf(entry)[0],
      `no plain key to put "${key}" behind. Write "name" on one line.`,
    );
  const style = entryStyle(overlay, entry) ?? BLOCK_STYLE;
  const pair = writePair([key, value], style);
  if (style.flow) return insertInFlow(overlay, [start, end], [pair], style.comma);
  return insertBelow(overlay, end, [indentAt(overlay, start) + pair]);
}

function neighbourOf(entry: YAMLMap, key: EntryKey): Pair | undefined {
  const before = ENTRY_KEYS.slice(0, ENTRY_KEYS.indexOf(key)).reverse();
  const pairs = before.map((other) => findPair(entry, other));
  return pairs.find((pair) => pair !== undefined);
}
