import { isMap, isScalar, isSeq, type Pair } from 'yaml';
import type { DataPath } from './data-path.ts';
import { EditRefusedError } from './text/errors.ts';
import { hasMergeKey, isEmpty, spanOf } from './text/nodes.ts';
import { replaceValue } from './text/replace-value.ts';
import { requireSole } from './text/require-sole.ts';
import { quoteOf, writeScalar } from './text/scalar.ts';
import type { Splice } from './text/splice.ts';
import type { YamlText } from './text/yaml-text.ts';

/** Where a path ends, or as much of it as is written out. */
export function offsetOf(file: YamlText, path: DataPath): number {
  const [document = 0, ...keys] = path;
  let node: unknown = file.documents[Number(document)]?.contents;
  let offset = spanOf(node)[0];
  for (const key of keys) {
    node = childOf(node, key)?.value;
    if (node === undefined || node === null) break;
    offset = spanOf(node)[0];
  }
  return offset;
}

/** Writes a word in the place of the value at the end of a path, in its quotes. */
export function writeAt(file: YamlText, path: DataPath, word: string): Splice {
  const [document = 0, ...keys] = path;
  let node: unknown = file.documents[Number(document)]?.contents;
  let last: Child | undefined;
  for (const [index, key] of keys.entries()) {
    requireSole(file, node, labelOf(keys.slice(0, index)));
    last = childOf(node, key);
    if (last === undefined) throw mergedIn(file, node, labelOf(keys.slice(0, index + 1)));
    node = last.value;
  }
  requireSole(file, node, labelOf(keys));
  const written = writeScalar(word, isJson(file) ? '"' : quoteOf(node));
  if (last?.pair !== undefined) return replaceValue(file, last.pair, written);
  const [start, end] = spanOf(node);
  if (!isEmpty(node)) return { offset: start, length: end - start, text: written };
  throw new EditRefusedError(file, start, `${labelOf(keys)} is empty. Write a value that can be replaced.`);
}

interface Child {
  readonly value: unknown;
  /** Of a map. */
  readonly pair?: Pair;
}

function childOf(node: unknown, key: string | number): Child | undefined {
  if (isSeq(node)) return typeof key === 'number' ? { value: node.items[key] } : undefined;
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
  return pair && { value: pair.value, pair };
}

function mergedIn(file: YamlText, node: unknown, label: string): EditRefusedError {
  const why = isMap(node) && hasMergeKey(node) ? 'is merged in (<<)' : 'is not written out';
  return new EditRefusedError(file, spanOf(node)[0], `${label} ${why}. Write it out in full.`);
}

const labelOf = (keys: DataPath): string => (keys.length === 0 ? 'this' : `"${keys.join('.')}"`);

/** JSON knows no words without quotes. */
function isJson({ text }: YamlText): boolean {
  try {
    return typeof JSON.parse(text.replace(/^\uFEFF/, '')) === 'object';
  } catch {
    return false;
  }
}
