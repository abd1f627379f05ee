import { isAlias, isMap, isNode, isSeq, type YAMLMap } from 'yaml';
import { OverlayEditError } from './errors.ts';
import { findPair, hasMergeKey, isBlockScalar, spanOf } from './nodes.ts';
import type { Overlay } from './overlay.ts';

/** Refuses a node that stands for others too, or that is written in a way which no splice can follow. */
export function requireSole(overlay: Overlay, node: unknown, what: string): void {
  const refuse = (message: string) => new OverlayEditError(overlay, spanOf(node)[0], `${what} ${message}`);
  if (isAlias(node))
    throw refuse(`is an alias (*${node.source}): to change it is to change others. Write it out in full.`);
  if (!isNode(node)) return;
  if (overlay.aliased.has(node))
    throw refuse(`is repeated elsewhere (*${node.anchor}) and would change there too. Write it out there.`);
  if (node.tag !== undefined) throw refuse(`has a YAML tag (${node.tag}). Remove the tag.`);
  if (isBlockScalar(node)) throw refuse('is a block scalar. Write it on one line.');
}

/** The node of an entry that may be edited in place. */
export function soleEntry(overlay: Overlay, index: number): YAMLMap {
  const list = findPair(overlay.root, 'images')?.value;
  requireSole(overlay, list, '"images"');
  const entry = isSeq(list) ? list.items[index] : undefined;
  requireSole(overlay, entry, `images[${index}]`);
  if (!isMap(entry))
    throw new OverlayEditError(
      overlay,
      spanOf(overlay.root)[0],
      '"images" is merged in (<<). Write it out in full.',
    );
  if (hasMergeKey(entry))
    throw new OverlayEditError(
      overlay,
      spanOf(entry)[0],
      `images[${index}] merges another map (<<). Write out its keys.`,
    );
  return entry;
}
