import * as z from 'zod/mini';
import { between, described } from '../../src/domain/pipeline/schema-parts.ts';
import { pullRequestExpectation } from './pull-request-schema.ts';
import { PROMOTION_STATUSES } from './statuses.ts';
import { anyText, length, matcher, stageName } from './texts.ts';

const line = z
  .union([
    anyText('Type of the entry.'),
    z.strictObject({
      type: anyText('Type of the entry.'),
      stage: z.optional(anyText('Stage of the entry, without its pipeline.')),
      release: z.optional(anyText('A tag of its release.')),
      by: z.optional(anyText('Who caused it: a person, or towpath.')),
      says: z.optional(matcher('Its sentence.')),
    }),
  ])
  .check(described('An entry of the ledger: its type, or more of it.'));

export type LineWanted = z.output<typeof line>;

const SHAPE = {
  stage: z.optional(
    stageName(
      'The stage that is, has, hold, waiting, gate, explain, health, canaries and pull-request speak of.',
    ),
  ),
  pipeline: z.optional(
    anyText('The pipeline that ledger and never speak of; that of the stage unless given.'),
  ),
  release: z.optional(anyText('A tag of the release that "is" speaks of.')),
  is: z.optional(
    z
      .enum([...PROMOTION_STATUSES, 'not requested', 'marked', 'not marked'])
      .check(
        described(
          'Where the newest promotion of the release to the stage is. marked and not marked speak of the release itself.',
        ),
      ),
  ),
  has: z.optional(
    z.nullable(z.string()).check(described('Tag of the release that the stage has; null for none.')),
  ),
  hold: z.optional(
    z
      .union([z.boolean(), matcher('The reason of the hold.')])
      .check(described('Whether the stage is on hold; or a part of the reason why.')),
  ),
  waiting: z.optional(
    z.array(z.string()).check(described('Tags of the releases that wait for the stage, first come first.')),
  ),
  gate: z.optional(matcher('The sentence of a gate that is closed.')),
  explain: z.optional(matcher('The explanation of the stage: its summary, or one of its reasons.')),
  health: z.optional(
    z
      .record(z.string(), z.enum(['healthy', 'failing', 'progressing', 'silent']))
      .check(described('What the agents of clusters last said: cluster to state.')),
  ),
  canaries: z.optional(
    z
      .record(z.string(), z.enum(['healthy', 'failing', 'progressing', 'unknown']))
      .check(described('What Flagger last said of the canaries of clusters: cluster to state.')),
  ),
  'pull-request': z.optional(pullRequestExpectation),
  ledger: z.optional(
    z.array(line).check(described('Entries of the ledger in this order; others may stand between them.')),
  ),
  never: z.optional(z.array(line).check(described('Entries that the ledger does not have.'))),
  commits: z.optional(
    z.int().check(z.minimum(0), described('How many commits Towpath has made since the beginning.')),
  ),
  overlays: z.optional(
    z
      .record(z.string(), z.string())
      .check(described('Tags in the overlays on the branch: path of the overlay to tag.')),
  ),
  files: z.optional(
    z
      .record(z.string(), z.nullable(matcher('The text of the file.')))
      .check(described('Files on the branch: a part of the text; null for a file that must not be there.')),
  ),
  problems: z.optional(
    z.nullable(matcher('A problem of the pipeline files.')).check(described('null: they have none.')),
  ),
  within: z.optional(length('Must become true within this time. Must be true now unless given.')),
  throughout: z.optional(length('Must be true now, and stay true for this long.')),
};

type Field = keyof typeof SHAPE;

/** Fields that say what must be true; the others say of what, and when. */
const STATEMENTS = Object.keys(SHAPE).filter(
  (field) => !['stage', 'pipeline', 'release', 'within', 'throughout'].includes(field),
) as Field[];
const OF_STAGE: readonly Field[] = [
  'has',
  'hold',
  'waiting',
  'gate',
  'explain',
  'health',
  'canaries',
  'pull-request',
];

export const expectation = z.strictObject(SHAPE).check(
  described('What must be true, all of it at once.'),
  between((value: Record<string, unknown>) => complaintsOf(value)),
);

export type Expectation = z.output<typeof expectation>;

function complaintsOf(value: Partial<Record<Field, unknown>>) {
  const has = (field: Field): boolean => value[field] !== undefined;
  const ofRelease = value.is === 'marked' || value.is === 'not marked';
  const needsStage = OF_STAGE.filter(has).concat(has('is') && !ofRelease ? ['is'] : []);
  return [
    ...(STATEMENTS.some(has)
      ? []
      : [{ message: 'nothing is expected here', hint: `write one of ${STATEMENTS.join(', ')}` }]),
    ...(has('stage')
      ? []
      : needsStage.map((key) => ({
          key,
          message: `"${key}" speaks of a stage`,
          hint: 'add the stage: stage: checkout/prod',
        }))),
    ...(ofRelease && !has('stage') && !has('pipeline')
      ? [{ key: 'is', message: '"is" speaks of a release', hint: 'add its pipeline' }]
      : []),
    ...(has('is') === has('release')
      ? []
      : [
          {
            key: has('is') ? 'is' : 'release',
            message: '"release" and "is" go together',
            hint: 'write release: 1.4.0, is: promoted',
          },
        ]),
    ...(has('within') && has('throughout')
      ? [
          {
            key: 'throughout',
            message: '"within" and "throughout" exclude each other',
            hint: 'make it two steps',
          },
        ]
      : []),
  ];
}
