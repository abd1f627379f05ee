import type { DatesFreeze } from '../pipeline/types.ts';
import { momentOf } from './local-time.ts';
import type { WindowsNow } from './windows.ts';

const DAY = 86_400_000;

/** Whether `now` is between the two dates, and until when. A window holds its first millisecond and not its end. */
export function datesAt(
  { from, to, timeZone }: Pick<DatesFreeze, 'from' | 'to' | 'timeZone'>,
  now: number,
): WindowsNow {
  const begin = momentOf(wallOf(from), timeZone);
  if (now < begin) return { inside: false, change: { at: begin, certain: true } };
  const end = momentOf(isDay(to) ? wallOf(to) + DAY : wallOf(to), timeZone);
  return now < end ? { inside: true, change: { at: end, certain: true } } : { inside: false };
}

const isDay = (text: string): boolean => !text.includes('T');
const wallOf = (text: string): number => Date.parse(isDay(text) ? `${text}T00:00Z` : `${text}Z`);
