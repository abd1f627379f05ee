import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, type } from 'node:os';
import { join } from 'node:path';

/** What a benchmark found: a table for people, and the numbers behind it. */
export interface Report {
  readonly title: string;
  /** The first row is the heading. */
  readonly table: readonly (readonly string[])[];
  /** Goals and whether they were met, one sentence each. */
  readonly remarks: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

const RESULTS = join(import.meta.dirname, '../results');

export const format = ({ title, table, remarks }: Report): string =>
  [title, '', ...formatTable(table), '', ...remarks].join('\n');

/** Lines of a table whose numbers stand below each other. */
export function formatTable(table: Report['table']): string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}

/** Writes `bench/results/<name>.json` and returns its path. */
export async function store(name: string, { title, data }: Report): Promise<string> {
  const machine = {
    cores: cpus().length,
    processor: cpus()[0]?.model,
    system: `${type()} ${release()}`,
    node: process.version,
  };
  const file = join(RESULTS, `${name}.json`);
  await mkdir(RESULTS, { recursive: true });
  const result = { name, title, at: new Date().toISOString(), machine, ...data };
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
}

/** `12.3 ms`, `4.56 s`. */
export const duration = (milliseconds: number): string =>
  milliseconds < 1_000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1_000).toFixed(2)} s`;

export const goal = (what: string, value: number, most: number, unit = ''): string =>
  `${what}: ${format3(value)}${unit} (goal: at most ${most}${unit}) - ${value <= most ? 'met' : 'NOT met'}`;

const format3 = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(3));
