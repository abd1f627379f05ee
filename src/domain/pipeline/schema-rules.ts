import { CronPattern } from 'croner';
import semver from 'semver';
import * as z from 'zod/mini';
import { parseDuration } from '../duration.ts';
import { text } from './schema-text.ts';
import { compileTagPattern } from './tag-pattern.ts';
import { percentOf } from './wave-sizes.ts';

const DURATION_HINT = 'write a number with d, h, m or s, such as 10m, 7d or 1h30m; at most 365d';
const DURATION_KEYWORDS = { pattern: '^(?=\\d)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?$' };

export const duration = (description: string) => durationWhere(description, 'a duration', (ms) => ms >= 0);

export const positiveDuration = (description: string) =>
  durationWhere(description, 'a duration above zero', (ms) => ms > 0);

function durationWhere(description: string, what: string, holds: (ms: number) => boolean) {
  const complaintOf = (value: string) =>
    holds(parseDuration(value) ?? -1)
      ? undefined
      : { message: `"${value}" is not ${what}`, hint: DURATION_HINT };
  return text(description, complaintOf, DURATION_KEYWORDS);
}

const PERCENT_HINT = 'write a whole number such as 1, or a percentage such as 10%';

export const countOrPercent = (description: string) =>
  z
    .union([
      z.int().check(z.minimum(0)),
      text(
        'Percentage of the targets.',
        (value) =>
          percentOf(value) === undefined
            ? { message: `"${value}" is no number of targets`, hint: PERCENT_HINT }
            : undefined,
        { pattern: '^(\\d{1,2}|100)%$' },
      ),
    ])
    .check(z.meta({ description }));

export const waveSize = z
  .union([
    z.int().check(z.minimum(1)),
    text(
      'Percentage of the targets, or what is left.',
      (value) =>
        value === 'rest' || percentOf(value)
          ? undefined
          : { message: `"${value}" is not the size of a wave`, hint: `${PERCENT_HINT}, or rest` },
      { pattern: '^(rest|[1-9]\\d?%|100%)$' },
    ),
  ])
  .check(z.meta({ description: 'Number of targets, percentage of all of them, or rest.' }));

const DATE_HINT = 'write a day such as 2026-12-20, or a minute such as 2026-12-20T18:00';

export const dateOrMinute = (description: string) =>
  text(
    description,
    (value) => (isDateOrMinute(value) ? undefined : { message: `"${value}" is not a date`, hint: DATE_HINT }),
    { pattern: '^2\\d{3}-\\d{2}-\\d{2}(T\\d{2}:\\d{2})?$' },
  );

/** JavaScript takes the 30th of February for the 2nd of March, so the text must come back. */
function isDateOrMinute(value: string): boolean {
  if (!/^2\d{3}-\d{2}-\d{2}(T\d{2}:\d{2})?$/.test(value)) return false;
  const time = Date.parse(value.includes('T') ? `${value}Z` : value);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

export const semverRange = text(
  'Versions to take, as an npm semver range. Pre-releases only if the range names one.',
  (value) =>
    value.trim() !== '' && semver.validRange(value) !== null
      ? undefined
      : {
          message: `"${value}" is not a semver range`,
          hint: 'write a range such as ">=1.0.0" or "^2.3.0 || 3.x"',
        },
);

export const tagPattern = text('Regular expression for the whole tag, from ^ to $.', (value) => {
  const reason = failureOf(() => compileTagPattern(value));
  if (reason === undefined) return undefined;
  return {
    message: `the regular expression "${value}" is not accepted: ${reason}`,
    hint: 'write one such as "^main-[0-9]+$"',
  };
});

export const cron = (description: string) =>
  text(description, (value) => {
    const reason = cronFailure(value);
    if (reason === undefined) return undefined;
    return {
      message: `"${value}" is not a cron expression: ${reason}`,
      hint: 'write five fields (minute hour day month weekday), such as "0 16 * * FRI"',
    };
  });

const CRON_FIELDS = 5;

function cronFailure(value: string): string | undefined {
  const fields = value.trim().split(/\s+/).length;
  if (fields !== CRON_FIELDS) return `it has ${fields} of ${CRON_FIELDS} fields`;
  // Croner reads "?" as the present hour or day: the same file would mean something else each time it is read.
  if (value.includes('?')) return '"?" depends on when the file is read';
  return failureOf(() => new CronPattern(value, undefined, { mode: '5-part' }))?.replace(
    /^CronPattern: /,
    '',
  );
}

export const timeZone = text(
  'IANA time zone of the cron expression or the dates; UTC unless given.',
  (value) =>
    /^[A-Za-z]/.test(value) &&
    failureOf(() => new Intl.DateTimeFormat('en', { timeZone: value })) === undefined
      ? undefined
      : { message: `"${value}" is not a time zone`, hint: 'write an IANA name such as Europe/Berlin or UTC' },
);

function failureOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
