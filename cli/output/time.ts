const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, in one unit: `42s`, `4m`, `30h`, `9d`. */
export function age(since: string, now: number): string {
  const elapsed = Math.max(0, now - Date.parse(since));
  if (Number.isNaN(elapsed)) return '-';
  if (elapsed < MINUTE) return `${Math.floor(elapsed / SECOND)}s`;
  if (elapsed < HOUR) return `${Math.floor(elapsed / MINUTE)}m`;
  if (elapsed < 2 * DAY) return `${Math.floor(elapsed / HOUR)}h`;
  return `${Math.floor(elapsed / DAY)}d`;
}

/** `22:05:31Z` of an ISO 8601 time in UTC. */
export const clockTime = (at: string): string => `${at.slice(11, 19)}Z`;

/** `2026-11-20 22:05:31 UTC` of an ISO 8601 time in UTC, as the API's sentences have it. */
export const moment = (at: string): string => `${day(at)} ${at.slice(11, 19)} UTC`;

/** `2026-11-20` of an ISO 8601 time in UTC. */
export const day = (at: string): string => at.slice(0, 10);

const DURATION = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?(?:(\d{1,6})ms)?$/;

/** Milliseconds of `30s`, `1m30s` or `500ms`; undefined if it is not a duration above zero. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [hours, minutes, seconds, milliseconds] = match.slice(1).map((part) => Number(part ?? 0));
  const total = (hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE + (seconds ?? 0) * SECOND + (milliseconds ?? 0);
  return total > 0 ? total : undefined;
}
