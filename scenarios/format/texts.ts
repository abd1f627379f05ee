import * as z from 'zod/mini';
import { parseDuration } from '../../src/domain/duration.ts';
import { inOneText } from '../../src/domain/pipeline/complaint.ts';
import { text } from '../../src/domain/pipeline/schema-text.ts';

export const anyText = (description: string) =>
  z
    .string()
    .check(
      z.meta({ description }),
      z.minLength(1, { error: inOneText({ message: 'the text is empty', hint: 'write something here' }) }),
    );

const DURATION_HINT = 'write a number with d, h, m or s, such as 10m, 7d or 1h30m; at most 365d';
const DURATION = '^(?=\\d)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?$';
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;
const TIME_HINT = 'write it with its zone, such as 2026-03-06T16:00:00Z or 2026-03-06T17:00:00+01:00';

export const length = (description: string) =>
  text(
    description,
    (value) =>
      parseDuration(value) === undefined
        ? { message: `"${value}" is not a duration`, hint: DURATION_HINT }
        : undefined,
    { pattern: DURATION },
  );

const isTime = (value: string): boolean => TIME.test(value) && !Number.isNaN(Date.parse(value));

export const time = (description: string) =>
  text(description, (value) =>
    isTime(value) ? undefined : { message: `"${value}" is not a time`, hint: TIME_HINT },
  );

/** How long, or until when. */
export const lengthOrTime = (description: string) =>
  text(description, (value) =>
    parseDuration(value) !== undefined || isTime(value)
      ? undefined
      : { message: `"${value}" is neither a duration nor a time`, hint: `${DURATION_HINT}; or ${TIME_HINT}` },
  );

export const stageName = (description: string) =>
  text(
    description,
    (value) =>
      /^[a-z0-9-]+\/[a-z0-9-]+$/.test(value)
        ? undefined
        : {
            message: `"${value}" is not a stage`,
            hint: 'write pipeline and stage with a slash: checkout/prod',
          },
    { pattern: '^[a-z0-9-]+/[a-z0-9-]+$' },
  );

const SCOPE = /^(everything|pipeline:[a-z0-9-]+|stage:[a-z0-9-]+\/[a-z0-9-]+|cluster:[a-z0-9-]+)$/;

export const scope = text(
  'What is stopped: everything, pipeline:NAME, stage:PIPELINE/STAGE or cluster:NAME; everything unless given.',
  (value) =>
    SCOPE.test(value)
      ? undefined
      : {
          message: `"${value}" is not a scope`,
          hint: 'write everything, pipeline:NAME, stage:PIPELINE/STAGE or cluster:NAME',
        },
  { pattern: SCOPE.source },
);

/** A sentence is looked for by a part of it, or by a regular expression between slashes. */
export const matcher = (description: string) =>
  text(`${description} A part of it, or a regular expression between slashes.`, (value) => {
    if (value === '') return { message: 'the text is empty', hint: 'write a part of the sentence' };
    try {
      toExpression(value);
      return undefined;
    } catch (error) {
      return {
        message: `${value} is not a regular expression: ${(error as Error).message}`,
        hint: 'mend it, or leave the slashes away to look for the text itself',
      };
    }
  });

const toExpression = (value: string): RegExp | undefined => {
  const [, source] = /^\/(.*)\/$/.exec(value) ?? [];
  return source === undefined ? undefined : new RegExp(source);
};

/** Whether a text says what a matcher looks for. */
export function says(value: string, wanted: string): boolean {
  return toExpression(wanted)?.test(value) ?? value.includes(wanted);
}
