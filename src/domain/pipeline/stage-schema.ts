import * as z from 'zod/mini';
import {
  atLeastOne,
  clusterName,
  described,
  groupName,
  namespaceName,
  stageName,
  withOneOf,
} from './schema-parts.ts';
import { cron, duration, positiveDuration, timeZone } from './schema-rules.ts';
import { objectName, overlayPath } from './schema-text.ts';

const target = z
  .strictObject({
    cluster: clusterName('Cluster of the settings whose agent watches the overlay.'),
    overlay: overlayPath,
    agent: z.optional(
      z
        .strictObject({
          namespace: z._default(
            namespaceName('Namespace of the object; flux-system unless given.'),
            'flux-system',
          ),
          name: z.optional(objectName('Name of the object; the name of the pipeline unless given.')),
        })
        .check(described('The Flux Kustomization that applies the overlay and reports its health.')),
    ),
  })
  .check(described('One overlay, watched by the agent of one cluster.'));

const targets = (description: string) => z.array(target).check(atLeastOne('target'), described(description));

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
  })
  .check(described('People must approve the release for this stage.'));

const freeze = withOneOf(
  'A window in time in which releases may not, or may only, enter.',
  ['deny', 'allow'],
  {
    deny: z.optional(cron('When a window begins in which the gate is closed.')),
    allow: z.optional(cron('When a window begins in which, and only in which, the gate is open.')),
    for: positiveDuration('How long each window lasts.'),
    timeZone: z._default(timeZone, 'UTC'),
  },
);

const gate = withOneOf('One condition; all gates of a stage must be open.', ['approval', 'freeze'], {
  approval: z.optional(approval),
  freeze: z.optional(freeze),
});

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

export const stage = withOneOf('An environment of the pipeline.', ['targets', 'waves'], {
  name: stageName('Name of the stage, at most 20 characters.'),
  after: z.optional(
    z
      .array(stageName('Name of another stage.'))
      .check(described('Stages in which the release must be healthy and soaked first.')),
  ),
  targets: z.optional(targets('Targets that change together: a stage of one wave.')),
  waves: z.optional(
    z
      .array(targets('Targets that change together.'))
      .check(atLeastOne('wave'), described('Waves, one after another.')),
  ),
  gates: z.optional(z.array(gate).check(described('Conditions that must hold before the stage is written.'))),
  soak: z._default(
    duration('How long the release must stay healthy here before later stages take it; 0s unless given.'),
    '0s',
  ),
  health: z.optional(health),
  whenSuperseded: z._default(
    z
      .enum(['latest', 'queue'])
      .check(described('latest: a newer release replaces a waiting one. queue: each in its turn.')),
    'latest',
  ),
  onFailure: z._default(
    z
      .enum(['rollback', 'hold', 'continue'])
      .check(described('What a failed promotion does: go back, hold the stage, or neither.')),
    'hold',
  ),
});

export type StageShape = z.output<typeof stage>;
