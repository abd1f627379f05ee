import * as z from 'zod/mini';
import { atLeastOne, between, described, groupName, withOneOf } from './schema-parts.ts';
import { cron, dateOrMinute, positiveDuration, timeZone } from './schema-rules.ts';

const approval = z
  .strictObject({
    from: z
      .array(groupName('Group of the settings.'))
      .check(atLeastOne('group'), described('Groups whose members may vote.')),
    quorum: z._default(
      z.int().check(z.minimum(1), described('How many different people must approve; 1 unless given.')),
      1,
    ),
    notRequester: z._default(
      z.boolean().check(described('Whether the vote of the one who asked for the promotion is refused.')),
      false,
    ),
    expires: z._default(positiveDuration('How long a vote counts; 7d unless given.'), '7d'),
    via: z.exactOptional(
      z
        .literal('pull-request')
        .check(
          described('Opens a pull request for whoever approves in the AWS console; other ways stay open.'),
        ),
    ),
  })
  .check(described('People must approve the release for this stage.'));

const freeze = withOneOf(
  'Windows in time in which releases may not, or may only, enter.',
  ['deny', 'allow', 'from'],
  {
    deny: z.optional(cron('When a window begins in which the gate is closed.')),
    allow: z.optional(cron('When a window begins in which, and only in which, the gate is open.')),
    for: z.optional(positiveDuration('How long each window of deny or allow lasts.')),
    from: z.optional(dateOrMinute('First day, or minute, of a single window.')),
    to: z.optional(dateOrMinute('Last day of that window, or the minute at which it ends.')),
    effect: z.optional(
      z
        .enum(['deny', 'allow'])
        .check(described('Whether the gate is closed from "from" to "to" (deny) or at all other times.')),
    ),
    timeZone: z._default(timeZone, 'UTC'),
  },
).check(
  between(({ deny, allow, from, ...others }) => freezeComplaints({ cron: deny ?? allow, from, ...others })),
);

interface Windows {
  cron?: string | undefined;
  for?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  effect?: string | undefined;
}

const WHAT_GOES_WITH_WHAT = '"for" goes with a cron, "to" and "effect" go with "from"';

function freezeComplaints({ cron, from, ...others }: Windows) {
  // Which of the two is meant is the first thing to repair.
  if ((cron === undefined) === (from === undefined)) return [];
  const needed = cron === undefined ? 'to' : 'for';
  const foreign = cron === undefined ? (['for'] as const) : (['to', 'effect'] as const);
  const isBackwards = isText(from) && isText(others.to) && endsBefore(from, others.to);
  return [
    ...(others[needed] === undefined ? [{ message: `"${needed}" is missing`, hint: 'add it here' }] : []),
    ...foreign
      .filter((key) => others[key] !== undefined)
      .map((key) => ({ key, message: `"${key}" has no meaning here`, hint: WHAT_GOES_WITH_WHAT })),
    ...(isBackwards
      ? [
          {
            key: 'to',
            message: `the window would end before it begins on ${from}`,
            hint: 'write a later "to"',
          },
        ]
      : []),
  ];
}

/** A number or a list is a problem of its own, which is reported beside those between the keys. */
const isText = (value: unknown): value is string => typeof value === 'string';

/** A day is inside as a whole, so a window may begin and end on the same one. */
const endsBefore = (from: string, to: string): boolean =>
  to.includes('T') ? to <= (from.includes('T') ? from : `${from}T00:00`) : to < from.slice(0, to.length);

export const gate = withOneOf('One condition; all gates of a stage must be open.', ['approval', 'freeze'], {
  approval: z.optional(approval),
  freeze: z.optional(freeze),
});
