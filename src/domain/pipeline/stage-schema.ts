import * as z from 'zod/mini';
import { gate } from './gate-schema.ts';
import { between, described, stageName } from './schema-parts.ts';
import { countOrPercent, duration, positiveDuration } from './schema-rules.ts';
import { targets, waves } from './target-schema.ts';

const health = z
  .strictObject({
    timeout: z._default(
      positiveDuration('How long after the commit every target must have reported health; 15m unless given.'),
      '15m',
    ),
    grace: z._default(
      duration('How long failing reports may last before the wave fails; 1m unless given.'),
      '1m',
    ),
  })
  .check(described('When a wave counts as failed.'));

const NO_TARGETS = {
  message: 'the stage has no "targets"',
  hint: 'write "targets", or "waves" that list them',
};
const NOTHING_TO_CUT = {
  key: 'waves',
  message: 'there are no "targets" to cut into waves',
  hint: 'add "targets" beside "waves"',
};
const NOTHING_TO_PUSH_TO = {
  key: 'extraCommits',
  message: '"extraCommits" has no meaning here',
  hint: 'it goes with change: pull-request',
};
const LISTED_TWICE = {
  key: 'waves',
  message: 'the stage has "targets", and "waves" that list others',
  hint: 'list them in "waves" only, or cut "targets" into waves: { sizes: [1, 25%] }',
};

/** Targets alone, targets with a rule that cuts them, or waves that list them. */
const FORMS = [
  { required: ['targets'], properties: { waves: { type: 'object' } } },
  { required: ['waves'], properties: { waves: { type: 'array' }, targets: false } },
];

const fields = z.strictObject({
  name: stageName('Name of the stage, at most 20 characters.'),
  after: z.optional(
    z
      .array(stageName('Name of another stage.'))
      .check(described('Stages in which the release must be healthy and soaked first.')),
  ),
  targets: z.optional(targets('What the stage writes: a stage of one wave unless "waves" cuts it.')),
  waves: z.optional(waves),
  gates: z.optional(z.array(gate).check(described('Conditions that must hold before the stage is written.'))),
  soak: z._default(
    duration('How long each wave must stay healthy before the release goes on; 0s unless given.'),
    '0s',
  ),
  pause: z.optional(duration('How much longer a wave is watched before the next one; 0s unless given.')),
  maxUnavailable: z.optional(
    countOrPercent('How many targets of a wave may fail before the wave does; 0 unless given.'),
  ),
  health: z.optional(health),
  whenSuperseded: z._default(
    z
      .enum(['latest', 'queue', 'verify-each'])
      .check(
        described(
          'latest: a newer release replaces a waiting one. queue: each in its turn. verify-each: and none overtakes another.',
        ),
      ),
    'latest',
  ),
  onFailure: z._default(
    z
      .enum(['rollback', 'hold', 'continue'])
      .check(described('What a failed promotion does: go back, hold the stage, or neither.')),
    'hold',
  ),
  change: z.optional(
    z
      .enum(['commit', 'pull-request'])
      .check(
        described(
          'How the stage is written. commit: Towpath commits (unless given). pull-request: by a pull request, which Towpath merges once it is approved, or people where nobody is to approve.',
        ),
      ),
  ),
  extraCommits: z.optional(
    z
      .enum(['refuse', 'take'])
      .check(
        described(
          'With change: pull-request. What becomes of commits that people push to its branch. refuse: a clean pull request replaces it (unless given). take: they are merged with it.',
        ),
      ),
  ),
  onDrift: z.optional(
    z
      .enum(['report', 'adopt', 'restore'])
      .check(
        described(
          'What a promoted value changed by hand does: say so (unless given), promote what is there, or put it back.',
        ),
      ),
  ),
});

export const stage = fields.check(
  z.meta({ description: 'An environment of the pipeline.', oneOf: FORMS }),
  between(({ change, extraCommits }) =>
    extraCommits === undefined || change === 'pull-request' ? [] : [NOTHING_TO_PUSH_TO],
  ),
  between(({ targets, waves }) => {
    const isListed = Array.isArray(waves);
    if (targets !== undefined) return isListed ? [LISTED_TWICE] : [];
    if (waves === undefined) return [NO_TARGETS];
    return isListed ? [] : [NOTHING_TO_CUT];
  }),
);

export type StageShape = z.output<typeof stage>;
