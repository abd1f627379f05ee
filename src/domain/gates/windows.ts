import { Cron } from 'croner';
import type { CronFreeze } from '../pipeline/types.ts';

export type Windows = Pick<CronFreeze, 'cron' | 'forMs' | 'timeZone'>;

export interface WindowsNow {
  readonly inside: boolean;
  /**
   * When `inside` next changes, in milliseconds since the epoch, later than now. Undefined if no window ever begins.
   * Not `certain`: windows followed each other without a break up to here, and nobody looked further.
   */
  readonly change?: { readonly at: number; readonly certain: boolean };
}

/** More than the days of a year: daily windows of 24 hours leave a gap only where the clocks go back. */
const LONGEST_CHAIN = 400;

/**
 * Whether `now` is inside a window, and until when. A window holds its first millisecond and not its end. Windows that
 * overlap or touch count as one.
 *
 * Length is elapsed time, so the wall clock of the end moves when the clocks change inside the window. A start that
 * the clocks skip falls on the first moment after the gap; a start that happens twice counts at the first of the two.
 * Both hold when minute and hour are numbers, lists or ranges. With `*` or `/` in one of them the start is an interval:
 * it is left out in the gap and counts both times.
 */
export function windowsAt(windows: Windows, now: number): WindowsNow {
  const cron = new Cron(windows.cron, {
    timezone: windows.timeZone,
    mode: '5-part',
    fixedTimeRule: 'no-wildcard',
  });
  const latest = lastStart(cron, now);
  if (now < latest + windows.forMs) {
    return { inside: true, change: endOfChain(cron, windows.forMs, latest) };
  }
  const next = cron.nextRun(new Date(now));
  return next === null ? { inside: false } : { inside: false, change: { at: next.getTime(), certain: true } };
}

/** The end of the windows that begin no later than the one before them ends, the first of which begins at `start`. */
function endOfChain(cron: Cron, forMs: number, start: number): { at: number; certain: boolean } {
  let end = start + forMs;
  for (let windows = 1; windows < LONGEST_CHAIN; windows++) {
    const furthest = lastStart(cron, end) + forMs;
    if (furthest === end) return { at: end, certain: true };
    end = furthest;
  }
  return { at: end, certain: false };
}

/** The last start that is not after `time`; croner answers with the last one before what it is given. */
const lastStart = (cron: Cron, time: number): number =>
  cron.previousRuns(1, new Date(time + 1))[0]?.getTime() ?? Number.NEGATIVE_INFINITY;
