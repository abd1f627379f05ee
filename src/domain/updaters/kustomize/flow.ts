import type { Source } from '../text/errors.ts';
import { lineAfter, lineBefore, newlineAt } from '../text/lines.ts';
import type { Splice } from '../text/splice.ts';

/** Puts items behind another one of a flow collection: on lines of their own if that one stands alone on its lines. */
export function insertInFlow(
  { text }: Source,
  [start, end]: readonly [number, number],
  items: readonly string[],
  comma: string,
): Splice {
  const before = lineBefore(text, start);
  const standsAlone = /^[ \t]*$/.test(before) && /^[ \t]*,?[ \t]*$/.test(lineAfter(text, end));
  const glue = standsAlone ? `,${newlineAt(text, end)}${before}` : comma;
  return { offset: end, length: 0, text: items.map((item) => glue + item).join('') };
}
