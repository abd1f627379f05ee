import type { Source } from './errors.ts';
import type { Splice } from './splice.ts';

/** Offset at which the line around an offset begins; behind the byte order mark on the first line. */
function lineStart(text: string, offset: number): number {
  const start = text.slice(0, offset).lastIndexOf('\n') + 1;
  return start === 0 && text.startsWith('\uFEFF') ? 1 : start;
}

/** What stands before an offset on its line. */
export const lineBefore = (text: string, offset: number): string =>
  text.slice(lineStart(text, offset), offset);

/** What stands behind an offset on its line, without the line break. */
export const lineAfter = (text: string, offset: number): string =>
  text.slice(offset).replace(/[\r\n].*/s, '');

/** The line break in use around an offset: that of its line, else that of the line before. */
export function newlineAt(text: string, offset: number): string {
  const own = /\r?\n/.exec(text.slice(offset))?.[0];
  return own ?? /\r?\n$/.exec(text.slice(0, lineStart(text, offset)))?.[0] ?? '\n';
}

/** The indentation of something that begins at an offset: spaces up to its column, whatever stands there. */
export const indentAt = ({ text }: Source, offset: number): string =>
  ' '.repeat(lineBefore(text, offset).length);

/** Puts lines below the line in which something ends; a comment behind it stays there. */
export function insertBelow({ text }: Source, end: number, lines: readonly string[]): Splice {
  const newline = newlineAt(text, end);
  const offset = end + lineAfter(text, end).length;
  return { offset, length: 0, text: lines.map((line) => newline + line).join('') };
}
