import type { Pair } from 'yaml';
import { EditRefusedError, type Source } from './errors.ts';
import { isEmpty, spanOf } from './nodes.ts';
import type { Splice } from './splice.ts';

/** Writes a value in the place of another one, or behind the colon where nothing is written. */
export function replaceValue(source: Source, pair: Pair, written: string): Splice {
  const [start, end] = spanOf(pair.value);
  if (pair.value === null)
    throw new EditRefusedError(source, spanOf(pair.key)[0], 'this key has no colon. Give it a value.');
  if (!isEmpty(pair.value)) return { offset: start, length: end - start, text: written };
  return { offset: source.text.slice(0, start).trimEnd().length, length: 0, text: ` ${written}` };
}
