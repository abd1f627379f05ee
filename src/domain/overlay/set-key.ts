import type { Pair, YAMLMap } from 'yaml';
import { ENTRY_KEYS, type EntryKey } from './entries.ts';
import type { EntryChange } from './entry-changes.ts';
import { OverlayEditError } from './errors.ts';
import { insertInFlow } from './flow.ts';
import { indentAt, insertBelow } from './lines.ts';
import { contentEnd, findPair, isEmpty, spanOf } from './nodes.ts';
import type { Overlay } from './overlay.ts';
import { requireSole, soleEntry } from './refuse-shared.ts';
import { quoteOf, writeScalar } from './scalar.ts';
import type { Splice } from './splice.ts';
import { BLOCK_STYLE, entryStyle, writePair } from './style.ts';

/** Changes or adds one key of one entry of `images:`. */
export function setKey(overlay: Overlay, index: number, [key, value]: EntryChange): Splice {
  const entry = soleEntry(overlay, index);
  const pair = findPair(entry, key);
  if (pair === undefined) return addKey(overlay, entry, [key, value]);
  requireSole(overlay, pair.value, `images[${index}].${key}`);
  return replaceValue(overlay, pair, writeScalar(value, quoteOf(pair.value)));
}

/** Writes a value in the place of another one, or behind the colon where nothing is written. */
export function replaceValue(overlay: Overlay, pair: Pair, written: string): Splice {
  const [start, end] = spanOf(pair.value);
  if (pair.value === null)
    throw new OverlayEditError(overlay, spanOf(pair.key)[0], 'this key has no colon. Give it a value.');
  if (!isEmpty(pair.value)) return { offset: start, length: end - start, text: written };
  return { offset: overlay.text.slice(0, start).trimEnd().length, length: 0, text: ` ${written}` };
}

/** Behind the nearest of the keys that usually come before. */
function addKey(overlay: Overlay, entry: YAMLMap, [key, value]: EntryChange): Splice {
  const neighbour = neighbourOf(entry, key);
  const start = spanOf(neighbour?.key)[0];
  const end = contentEnd(neighbour);
  if (end === undefined)
    throw new OverlayEditError(
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
