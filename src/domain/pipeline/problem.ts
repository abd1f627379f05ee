/** One thing that is wrong in a configuration file, where it stands, and the way out. */
export interface Problem {
  /** Path in the configuration repository. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  message: string;
  /** What to do about it. */
  hint: string;
  /** The line with its number, and carets under the part that is wrong. */
  excerpt: string;
}

/** Nobody reads more of one file at once, and thousands would not fit into an answer, or into the store. */
export const MOST_OF_FILE = 50;

/** Longer lines are cut around the part that is wrong: a terminal would wrap them and the carets would lie. */
const WIDTH = 100;

/** Longer texts are cut: they quote what was written, which may be anything. */
const LONGEST_TEXT = 300;

export const shortened = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}...` : text;

/** The first of the problems; where there are more, the last one says so. */
export function atMost(most: number, problems: readonly Problem[]): Problem[] {
  const [next] = problems.slice(most);
  const more = { message: 'there are more problems from here on', hint: 'mend those above first' };
  return [...problems.slice(0, most), ...(next ? [{ ...next, ...more }] : [])];
}

/** `length` code units from `column` of the line are what is wrong; both are cut to the line. */
export function excerptOf(lineText: string, line: number, column: number, length: number): string {
  const start = lineText.length > WIDTH ? Math.max(0, column - 1 - WIDTH / 2) : 0;
  const shown = lineText
    .slice(start, start + WIDTH)
    .replaceAll('\t', ' ')
    .trimEnd();
  const before = column - 1 - start;
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - before)));
  const number = String(line);
  return `${number} | ${shown}\n${' '.repeat(number.length)} | ${' '.repeat(before)}${carets}`;
}

/** The problems as a compiler prints them, ordered by file and place, with a count below; empty for none. */
export function formatProblems(problems: readonly Problem[]): string {
  if (problems.length === 0) return '';
  const files = new Set(problems.map((problem) => problem.file)).size;
  const blocks = sortProblems(problems).map(formatProblem);
  return `${blocks.join('\n\n')}\n\n${count(problems.length, 'problem')} in ${count(files, 'file')}\n`;
}

/**
 * The problems, and those findings that are not at the place of one: there, the second follows from the first. What is
 * found of each of the many targets that one line stands for is said once.
 */
export function withFindings(problems: readonly Problem[], findings: readonly Problem[]): Problem[] {
  const place = ({ line, column }: Problem) => `${line}:${column}`;
  const taken = new Set(problems.map(place));
  const others = findings.filter((finding) => !taken.has(place(finding)));
  const distinct = new Map(others.map((finding) => [`${place(finding)} ${finding.message}`, finding]));
  return sortProblems([...problems, ...distinct.values()]);
}

export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      compareText(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compareText(a.message, b.message),
  );
}

/** One problem as a compiler prints it: place, message, excerpt, way out. */
export function formatProblem({ file, line, column, message, hint, excerpt }: Problem): string {
  const indented = excerpt.replaceAll(/^/gm, '  ');
  return `${file}:${line}:${column}: ${message}\n${indented}\n  = ${hint}`;
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
