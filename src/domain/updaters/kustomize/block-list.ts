import { isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import { EditRefusedError, type Source } from '../text/errors.ts';
import { indentAt, lineBefore } from '../text/lines.ts';
import { dashesOf, spanOf } from '../text/nodes.ts';
import type { EntryChange } from './entry-changes.ts';
import { type Style, writeFlowMap, writePair } from './style.ts';

/** How a block list places its items. */
export interface ListLayout {
  /** Before the dash. */
  readonly indent: string;
  /** Between the dash and the item. */
  readonly gap: string;
}

/** The layout of the last item: what is added comes below it. */
export function layoutOf(source: Source, list: YAMLSeq): ListLayout {
  const dash = dashesOf(list).at(-1) ?? 0;
  const indent = lineBefore(source.text, dash);
  if (!/^ *$/.test(indent))
    throw new EditRefusedError(
      source,
      dash,
      'this item does not begin its line. Put it on a line of its own.',
    );
  const gap = source.text.slice(dash + 1, spanOf(list.items.at(-1))[0]);
  return { indent, gap: /^ +$/.test(gap) ? gap : ' ' };
}

/** The layout of the first block list of a root, for a list to be added; without one, as `kustomize edit` writes it. */
export function usualLayout(source: Source, root: YAMLMap): ListLayout {
  const lists = root.items.map(({ value }) => value).filter(isSeq);
  const sibling = lists.find((list) => dashesOf(list).length > 0);
  if (sibling !== undefined) return layoutOf(source, sibling);
  return { indent: indentAt(source, spanOf(root)[0]), gap: ' ' };
}

/** The lines of new items. */
export function writeItems(
  layout: ListLayout,
  items: readonly (readonly EntryChange[])[],
  style: Style,
): string[] {
  const { indent, gap } = layout;
  return items.flatMap((pairs) => {
    const lines = style.flow ? [writeFlowMap(pairs, style)] : pairs.map((pair) => writePair(pair, style));
    return lines.map((line, index) => indent + (index === 0 ? '-' : ' ') + gap + line);
  });
}
