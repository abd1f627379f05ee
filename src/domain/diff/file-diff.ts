import { structuredPatch } from 'diff';

/** One file as it is and as it is to be. */
export interface FileEdit {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface FileDiff {
  readonly path: string;
  /** Lines without their ends, in the order of the file. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** As `diff -u` prints them below the file's names, with three lines of context; empty where nothing differs. */
  readonly lines: readonly string[];
}

const CONTEXT_LINES = 3;

export function diffFile({ path, before, after }: FileEdit): FileDiff {
  const { hunks } = structuredPatch(path, path, before, after, '', '', { context: CONTEXT_LINES });
  const changes = hunks.flatMap(({ lines }) => lines);
  return {
    path,
    removed: startingWith('-', changes),
    added: startingWith('+', changes),
    lines: hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines,
    ]),
  };
}

const startingWith = (sign: '-' | '+', lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
