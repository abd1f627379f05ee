const MINUTE = 60_000;

/** One field of a cron: its text and the numbers that it stands for. */
export interface Field {
  readonly text: string;
  readonly values: readonly number[];
}

/** The five fields that the slow implementation knows; day of the month and month are `*`. */
export interface SlowCron {
  readonly minute: Field;
  readonly hour: Field;
  readonly weekday: Field;
}

export const cronText = ({ minute, hour, weekday }: SlowCron): string =>
  `${minute.text} ${hour.text} * * ${weekday.text}`;

/** Every minute from `from` to `to`, with what the clock on the wall of the zone shows, as if it were UTC. */
export interface Timeline {
  readonly from: number;
  readonly wall: readonly number[];
}

export function timeline(timeZone: string, from: number, to: number): Timeline {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const wall: number[] = [];
  for (let time = from; time < to; time += MINUTE)
    wall.push(Date.parse(`${format.format(time).replace(' ', 'T')}:00Z`));
  return { from, wall };
}

/** For every minute of the timeline, whether it is in a window, found by walking through the minutes one by one. */
export function paint({ wall }: Timeline, cron: SlowCron, minutes: number): boolean[] {
  const inside = wall.map(() => false);
  for (const index of wall.keys()) if (isStart(wall, index, cron)) inside.fill(true, index, index + minutes);
  return inside;
}

/**
 * An interval begins whenever the wall shows a match. A fixed time begins when the wall shows it for the first time, or
 * when the wall has just jumped over it.
 */
function isStart(wall: readonly number[], index: number, cron: SlowCron): boolean {
  const shown = wall[index]!;
  if (isInterval(cron)) return matches(cron, shown);
  if (matches(cron, shown) && !wall.slice(Math.max(0, index - 120), index).includes(shown)) return true;
  for (let skipped = (wall[index - 1] ?? shown) + MINUTE; skipped < shown; skipped += MINUTE)
    if (matches(cron, skipped)) return true;
  return false;
}

const isInterval = ({ minute, hour }: SlowCron): boolean => /[*/]/.test(minute.text + hour.text);

function matches({ minute, hour, weekday }: SlowCron, shown: number): boolean {
  const date = new Date(shown);
  return (
    minute.values.includes(date.getUTCMinutes()) &&
    hour.values.includes(date.getUTCHours()) &&
    weekday.values.includes(date.getUTCDay())
  );
}
