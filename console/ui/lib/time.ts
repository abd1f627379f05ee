const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The page is in English whatever the browser speaks; only the zone is the reader's. Tests name a zone. */
const LOCALE = 'en-GB';

/** `4 min ago`; a date once days say nothing any more. Small lead of the server's clock counts as now. */
export function relativeTime(at: string, now: number, timeZone?: string): string {
  const age = now - Date.parse(at);
  if (Number.isNaN(age)) return at;
  if (age < -MINUTE) return absoluteTime(at, timeZone);
  if (age < 2 * SECOND) return 'just now';
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  if (age < 30 * DAY) return `${Math.floor(age / DAY)} d ago`;
  return format(at, { day: 'numeric', month: 'short', year: 'numeric' }, timeZone);
}

/** `20 Nov 2026, 14:03:12 CET` in the reader's zone. */
export function absoluteTime(at: string, timeZone?: string): string {
  return format(
    at,
    {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
    },
    timeZone,
  );
}

/** `14:03:12` today, `19 Nov, 14:03:12` on any other day; an instant that is given to the minute stays so. */
export function clockTime(at: string, now: number, timeZone?: string): string {
  const isToTheMinute = /T\d\d:\d\dZ$/.test(at);
  const time = format(
    at,
    { hour: '2-digit', minute: '2-digit', ...(!isToTheMinute && { second: '2-digit' }) },
    timeZone,
  );
  const day = (instant: string) => format(instant, { day: 'numeric', month: 'short' }, timeZone);
  return day(at) === day(new Date(now).toISOString()) ? time : `${day(at)}, ${time}`;
}

/** `2026-11-20 13:03:12 UTC`, as logs and commits have it. */
export function utcTime(at: string): string {
  const instant = new Date(at);
  if (Number.isNaN(instant.getTime())) return at;
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** How long from one instant to another: `48 s`, `4 min 5 s`, `3 h 20 min`, `2 d 4 h`. */
export function duration(ms: number): string {
  const units: [string, number][] = [
    ['d', DAY],
    ['h', HOUR],
    ['min', MINUTE],
    ['s', SECOND],
  ];
  const index = units.findIndex(([, size]) => ms >= size);
  if (index === -1) return '0 s';
  let rest = ms;
  const parts = units.slice(index, index + 2).flatMap(([unit, size]) => {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount > 0 ? [`${amount} ${unit}`] : [];
  });
  return parts.join(' ');
}

function format(at: string, options: Intl.DateTimeFormatOptions, timeZone: string | undefined): string {
  const instant = new Date(at);
  return Number.isNaN(instant.getTime()) ? at : formatter(options, timeZone).format(instant);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function formatter(options: Intl.DateTimeFormatOptions, timeZone: string | undefined): Intl.DateTimeFormat {
  const key = JSON.stringify([options, timeZone]);
  const made =
    formatters.get(key) ??
    new Intl.DateTimeFormat(LOCALE, { ...options, ...(timeZone !== undefined && { timeZone }) });
  formatters.set(key, made);
  return made;
}
