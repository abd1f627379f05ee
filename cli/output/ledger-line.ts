import { subjectOf } from '../../console/api/client.ts';
import type { LedgerLine } from '../../console/api/views.ts';
import { shortCommit } from './commit.ts';
import { type Look, plain } from './look.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';
import { clockTime, day } from './time.ts';

export type LineLook = Pick<Look, 'paint' | 'columns'>;

const IN_A_FILE: LineLook = { paint: plain, columns: undefined };
const PIPELINE_WIDTH = 12;

/** One entry of the ledger as it comes: time, pipeline, who, what, commit. Safe on a terminal whatever it says. */
export function formatLine(line: LedgerLine, look: LineLook = IN_A_FILE): string {
  const safe = printable(line);
  const pipeline = look.paint('bold', subjectOf(safe.pipeline).padEnd(PIPELINE_WIDTH));
  return table([[look.paint('dim', clockTime(safe.at)), pipeline, happening(safe)]], look.columns);
}

/** Entries in the order given, under a heading for each day. */
export function formatLedger(lines: readonly LedgerLine[], look: LineLook = IN_A_FILE): string {
  return byDay(lines)
    .map(([date, ofDay]) => {
      const rows = ofDay.map((line) => [
        look.paint('dim', clockTime(line.at)),
        look.paint('bold', subjectOf(line.pipeline)),
        happening(line),
      ]);
      return `${date}\n${table(rows, look.columns)}`;
    })
    .join('\n\n');
}

/** What happened to one promotion: under each day when, how long after the one before, and what. */
export function timelineRows(lines: readonly LedgerLine[], look: LineLook): string {
  let before: string | undefined;
  return byDay(lines)
    .map(([date, ofDay]) => {
      const rows = ofDay.map((line) => {
        const since = elapsed(before ?? line.at, line.at);
        before = line.at;
        return [look.paint('dim', clockTime(line.at)), since.padStart(7), happening(line)];
      });
      return `${date}\n${table(rows, look.columns)}`;
    })
    .join('\n');
}

/** A person's name stands before what they did; what Towpath did by itself stands alone. */
function happening({ by, sentence, commit }: LedgerLine): string {
  const who = by === 'towpath' ? '' : `${by}: `;
  return `${who}${sentence}${commit === undefined ? '' : ` [${shortCommit(commit)}]`}`;
}

function byDay(lines: readonly LedgerLine[]): [string, LedgerLine[]][] {
  const days = new Map<string, LedgerLine[]>();
  for (const line of lines) days.set(day(line.at), [...(days.get(day(line.at)) ?? []), line]);
  return [...days];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** `+0.4s`, `+12s`, `+4m12s`, `+26h03m`. */
function elapsed(from: string, to: string): string {
  const milliseconds = Math.max(0, Date.parse(to) - Date.parse(from));
  const two = (count: number): string => String(Math.floor(count)).padStart(2, '0');
  if (milliseconds < 10 * SECOND) return `+${(milliseconds / SECOND).toFixed(1)}s`;
  if (milliseconds < MINUTE) return `+${Math.floor(milliseconds / SECOND)}s`;
  if (milliseconds < HOUR)
    return `+${Math.floor(milliseconds / MINUTE)}m${two((milliseconds % MINUTE) / SECOND)}s`;
  return `+${Math.floor(milliseconds / HOUR)}h${two((milliseconds % HOUR) / MINUTE)}m`;
}
