import { isSeq, type Pair, type YAMLSeq } from 'yaml';
import { EditRefusedError } from '../text/errors.ts';
import { indentAt, insertBelow } from '../text/lines.ts';
import { contentEnd, findPair, isEmpty, spanOf } from '../text/nodes.ts';
import { replaceValue } from '../text/replace-value.ts';
import { requireSole } from '../text/require-sole.ts';
import { writeScalar } from '../text/scalar.ts';
import type { Splice } from '../text/splice.ts';
import { layoutOf, usualLayout, writeItems } from './block-list.ts';
import type { EntryChange } from './entry-changes.ts';
import { insertInFlow } from './flow.ts';
import type { Overlay } from './overlay.ts';
import { BLOCK_STYLE, entryStyle, flowStyle, type Style, writeFlowMap } from './style.ts';

/** The keys and values of a new entry. */
type Entry = readonly EntryChange[];

/** Adds entries behind the last one of `images:`, with the list itself if there is none. */
export function addEntries(overlay: Overlay, entries: readonly Entry[]): Splice[] {
  const images = findPair(overlay.root, 'images');
  if (images === undefined) return [addList(overlay, entries)];
  requireSole(overlay, images.value, '"images"');
  if (overlay.root.flow !== true && isBare(overlay, images.value)) return openList(overlay, images, entries);
  if (isSeq(images.value)) return [addItems(overlay, images, images.value, entries)];
  return [replaceValue(overlay, images, writeFlowList(entries, flowStyle(overlay, images)))];
}

/** A list without entries or comments: nothing, `null`, `~` or `[]`. */
function isBare({ text }: Overlay, list: unknown): boolean {
  return !isSeq(list) || /^\[\s*\]$/.test(text.slice(...spanOf(list)));
}

/** In the place of a bare list comes a block list, as everybody writes it. */
function openList(overlay: Overlay, { value }: Pair, entries: readonly Entry[]): Splice[] {
  const [start, end] = spanOf(value);
  const colon = overlay.text.slice(0, start).trimEnd().length;
  const items = insertBelow(overlay, end, newItems(overlay, entries));
  return isEmpty(value) ? [items] : [{ offset: colon, length: end - colon, text: '' }, items];
}

function addItems(overlay: Overlay, images: Pair, list: YAMLSeq, entries: readonly Entry[]): Splice {
  const last = list.items.at(-1);
  const style = entryStyle(overlay, last);
  if (list.flow === true) return addFlowItems(overlay, list, entries, style ?? flowStyle(overlay, images));
  const end = contentEnd(last);
  if (end === undefined)
    throw new EditRefusedError(
      overlay,
      spanOf(last)[0],
      'this entry ends in a block scalar. Put its "name" last.',
    );
  return insertBelow(overlay, end, writeItems(layoutOf(overlay, list), entries, style ?? BLOCK_STYLE));
}

function addFlowItems(overlay: Overlay, list: YAMLSeq, entries: readonly Entry[], style: Style): Splice {
  const last = list.items.at(-1);
  const items = entries.map((entry) => writeFlowMap(entry, style));
  if (last !== undefined) return insertInFlow(overlay, spanOf(last), items, style.comma);
  return { offset: spanOf(list)[0] + 1, length: 0, text: items.join(style.comma) };
}

const newItems = (overlay: Overlay, entries: readonly Entry[]) =>
  writeItems(usualLayout(overlay, overlay.root), entries, BLOCK_STYLE);

const writeFlowList = (entries: readonly Entry[], style: Style) =>
  `[${entries.map((entry) => writeFlowMap(entry, style)).join(style.comma)}]`;

/** At the end of the document, but never behind a block scalar, to which lines below it might belong. */
function addList(overlay: Overlay, entries: readonly Entry[]): Splice {
  const { root } = overlay;
  const neighbour = root.items.findLast((pair) => contentEnd(pair) !== undefined);
  const end = contentEnd(neighbour);
  if (neighbour === undefined || end === undefined)
    throw new EditRefusedError(overlay, spanOf(root)[0], 'no place for "images". Write "images: []".');
  if (root.flow === true) {
    const style = flowStyle(overlay, neighbour);
    const pair = writeScalar('images', style.keyQuote) + style.colon + writeFlowList(entries, style);
    return insertInFlow(overlay, [spanOf(neighbour.key)[0], end], [pair], style.comma);
  }
  const indent = indentAt(overlay, spanOf(root)[0]);
  return insertBelow(overlay, end, [`${indent}images:`, ...newItems(overlay, entries)]);
}
