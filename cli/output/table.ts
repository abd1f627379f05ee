import { stripVTControlCharacters } from 'node:util';

const GAP = 2;
/** A column narrower than this is not worth wrapping: the terminal may do it. */
const NARROWEST = 20;

/**
 * Rows as lines of text. A cell may have several lines. With `columns` the last cell of each row is wrapped to fit;
 * it is to be painted in single words only, so that no colour crosses a line's end.
 */
export function table(rows: readonly (readonly string[])[], columns?: number): string {
  const most = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: most - 1 }, (_, index) =>
    Math.max(...rows.map((row) => (row.length - 1 > index ? widthOf(row[index] ?? '') : 0))),
  );
  return rows.flatMap((row) => linesOf(row, widths, columns)).join('\n');
}

function linesOf(row: readonly string[], widths: readonly number[], columns: number | undefined): string[] {
  const before = widths.slice(0, row.length - 1).reduce((sum, width) => sum + width + GAP, 0);
  const cells = row.map((cell, index) =>
    index === row.length - 1 && columns !== undefined ? wrap(cell, columns - before) : cell.split('\n'),
  );
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, index) => pad(lines[at] ?? '', (widths[index] ?? 0) + GAP))
      .join('')
      .trimEnd(),
  );
}

/** Breaks between words; a word that is longer than the line stays whole, so that it can be copied. */
export function wrap(text: string, width: number): string[] {
  if (width < NARROWEST) return text.split('\n');
  return text.split('\n').flatMap((line) => {
    const lines: string[] = [];
    let current = '';
    for (const word of line.split(' ')) {
      const longer = current === '' ? word : `${current} ${word}`;
      if (current !== '' && widthOf(longer) > width) {
        lines.push(current);
        current = word;
      } else current = longer;
    }
    return [...lines, current];
  });
}

export const indent = (text: string, by = '  '): string => text.replaceAll(/^(?=.)/gm, by);

const widthOf = (text: string): number =>
  Math.max(...text.split('\n').map((line) => stripVTControlCharacters(line).length));

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
