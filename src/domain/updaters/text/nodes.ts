import { isMap, isNode, isPair, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from 'yaml';

/** The pair with a key that is written out: a merged key, or one behind an alias, is none. */
export function findPair(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** `[start, end]` offsets of a node's own text, without its anchor, tag and comments. */
export function spanOf(node: unknown): readonly [number, number] {
  const [start, end] = (isNode(node) && node.range) || [0, 0];
  return [start, end];
}

/** A value of which nothing is written, as in `newTag:`; perhaps with an anchor. */
export function isEmpty(node: unknown): boolean {
  const [start, end] = spanOf(node);
  return start === end;
}

export function isBlockScalar(node: unknown): boolean {
  return isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
}

/** yaml reads the key `<<` as a symbol. */
export function hasMergeKey(map: YAMLMap): boolean {
  return map.items.some(({ key }) => isScalar(key) && typeof key.value === 'symbol');
}

/** Offsets of the dashes of a block sequence. */
export function dashesOf(list: Node): number[] {
  const token = list.srcToken;
  if (token?.type !== 'block-seq') return [];
  const starts = token.items.flatMap(({ start }) => start);
  return starts.filter(({ type }) => type === 'seq-item-ind').map(({ offset }) => offset);
}

/**
 * Offset behind the last thing written in a node or pair, comments aside. Undefined for nothing, and for a
 * block scalar: the blank lines below may belong to it.
 */
export function contentEnd(item: unknown): number | undefined {
  if (isPair(item)) return contentEnd(item.value ?? item.key);
  if (isBlockScalar(item)) return undefined;
  if ((isMap(item) || isSeq(item)) && item.flow !== true) return contentEnd(item.items.at(-1));
  return isNode(item) ? spanOf(item)[1] : undefined;
}
