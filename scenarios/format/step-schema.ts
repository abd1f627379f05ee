import * as z from 'zod/mini';
import { between, described } from '../../src/domain/pipeline/schema-parts.ts';
import { FORMS, type Form } from '../world/forms.ts';
import { expectation } from './expectation-schema.ts';
import { pullRequestStep } from './pull-request-schema.ts';
import { anyText, length, lengthOrTime, matcher, scope, stageName } from './texts.ts';

const refused = z.optional(
  matcher('The step must be refused, with this sentence; it must be accepted unless this is given.'),
);
const as = anyText('The person, by the name in the settings.');
const reason = z.optional(anyText('Why; "a scenario" unless given.'));
const atStage = (description: string) =>
  z.strictObject({ stage: stageName('The stage.'), as, reason, refused }).check(described(description));

export const patch = z
  .record(z.string(), z.unknown())
  .check(
    described(
      'Keys to change. Maps are merged key by key, lists of named entries entry by entry; null takes away; anything else is replaced.',
    ),
  );

/** Path to text; null takes the file away. */
export const files = z
  .record(z.string(), z.nullable(z.string()))
  .check(described('Files by path from the top of the repository: their text, or null to take them away.'));

export const pipelinePatches = z
  .record(z.string(), patch)
  .check(described('Changes of pipeline files, by the name of the pipeline; below its spec.'));

const push = z
  .strictObject({
    image: anyText('The name of an artifact, or of a repository in ECR or CodeCommit.'),
    tag: anyText('The tag.'),
    digest: z.optional(
      anyText('The digest; made of repository and tag unless given. A git tag has its commit.'),
    ),
    revision: z.optional(anyText('The source revision that an image or chart is labelled with.')),
  })
  .check(described('An image or a chart is pushed to ECR, or a git tag, of a new commit, to CodeCommit.'));

const form = z.optional(
  z
    .enum(Object.keys(FORMS) as [Form, ...Form[]])
    .check(
      described(
        'How it is said, if not as the newest version says it. Of Flux: health-passed (notification-controller 1.8.0 to 1.8.3), old-revision (before Flux 0.36), oci (an OCI source). Of Argo CD: too-early (health from before the rollout), multi-source, hydrated (Source Hydrator). Of both: snapshot.',
      ),
    ),
);

const agent = z
  .strictObject({
    cluster: anyText('The cluster whose agents change.'),
    is: z
      .enum(['healthy', 'failing', 'progressing', 'silent'])
      .check(described('What its agents report of every commit from now on; silent: nothing.')),
    tag: z.optional(anyText('Only while the overlay carries this tag; they are healthy with any other.')),
    message: z.optional(anyText('What a failing or progressing agent says.')),
    after: z.optional(length('From a commit to its report; reportAfter of the scenario unless given.')),
    every: z.optional(
      length(
        'They say again and again how it is, so long after the last time; nothing is said twice unless given.',
      ),
    ),
    polls: z.optional(
      length('They look so often, and when Towpath wakes them; soon after each commit unless given.'),
    ),
    form,
  })
  .check(
    described('How the agents of a cluster behave from now on. All are healthy until a step says otherwise.'),
  );

const canary = z
  .strictObject({
    cluster: anyText('The cluster whose canaries change.'),
    is: z.enum(['healthy', 'failing']).check(described('How its canaries end from now on.')),
    tag: z.optional(anyText('Only the canary of this tag; with any other they are healthy.')),
  })
  .check(
    described('How the canaries of a cluster go from now on, minute by minute. All are healthy until then.'),
  );

const report = z
  .strictObject({
    cluster: anyText('The cluster.'),
    is: z.enum(['healthy', 'failing', 'progressing']).check(described('What its agents report, once.')),
    overlay: z.optional(anyText('Only the agent of this overlay.')),
    message: z.optional(anyText('What it says.')),
    form,
    behind: z.optional(
      z
        .int()
        .check(z.minimum(0), described('Of the commit that is so many before the newest; 0 unless given.')),
    ),
    ago: z.optional(length('The agent says that it was so long ago; now unless given.')),
  })
  .check(described('One report, now, whatever the agent behaves like.'));

const commit = z
  .strictObject({
    files: z.optional(files),
    pipelines: z.optional(pipelinePatches),
    settings: z.optional(patch),
    images: z.optional(
      z
        .record(z.string(), z.string())
        .check(
          described(
            'Tags to put into the kustomization.yaml of overlays by hand: path of the overlay to tag.',
          ),
        ),
    ),
    as: z.optional(anyText('The author; dana unless given.')),
    when: z.optional(
      z
        .enum(['now', 'before-next-commit'])
        .check(
          described('before-next-commit: between what Towpath reads for its next commit and the commit.'),
        ),
    ),
  })
  .check(described('A person pushes a commit to the configuration branch.'));

const SHAPE = {
  push: z.optional(push),
  agent: z.optional(agent),
  canary: z.optional(canary),
  report: z.optional(report),
  wait: z.optional(lengthOrTime('Time passes: so long, or until then.')),
  approve: z.optional(atStage('A person approves the promotion that waits in the stage.')),
  reject: z.optional(atStage('A person rejects it.')),
  hold: z.optional(atStage('A person holds the stage.')),
  'release-hold': z.optional(atStage('A person lifts the hold.')),
  stop: z.optional(
    z
      .strictObject({ scope: z.optional(scope), as, reason, refused })
      .check(described('A person stops everything in the scope.')),
  ),
  resume: z.optional(
    z
      .strictObject({ scope: z.optional(scope), as, reason, refused })
      .check(described('A person lifts the stop.')),
  ),
  promote: z.optional(
    z
      .strictObject({
        release: anyText('A tag of the release.'),
        stage: stageName('The stage.'),
        override: z.optional(
          z.literal('after').check(described('Past stages that the release has not passed.')),
        ),
        as,
        reason,
        refused,
      })
      .check(described('A person asks for a promotion.')),
  ),
  override: z.optional(
    z
      .strictObject({
        gate: anyText('The gate, as explain names it.'),
        stage: stageName('The stage.'),
        as,
        reason,
        refused,
      })
      .check(described('A person opens a gate for the promotion that has the stage.')),
  ),
  rollback: z.optional(
    z
      .strictObject({
        stage: stageName('The stage.'),
        to: z.optional(anyText('A tag of the release to go back to; the one before unless given.')),
        as,
        reason,
        refused,
      })
      .check(described('A person rolls a stage back.')),
  ),
  unmark: z.optional(
    z
      .strictObject({
        pipeline: anyText('The pipeline.'),
        release: anyText('A tag of the release.'),
        as,
        reason,
        refused,
      })
      .check(described('A person lifts the mark of a bad release.')),
  ),
  'pull-request': z.optional(pullRequestStep),
  commit: z.optional(commit),
  events: z.optional(
    z
      .enum(['delivered', 'lost', 'doubled', 'held', 'shuffled'])
      .check(
        described(
          'What becomes of the events of ECR and CodeCommit from now on. delivered: those that were held, too, in their order; shuffled: those that were held, each twice and in another order, then as delivered.',
        ),
      ),
  ),
  reports: z.optional(
    z
      .enum(['delivered', 'lost', 'doubled', 'held', 'shuffled'])
      .check(described('The same of the reports of the agents.')),
  ),
  sweep: z.optional(z.literal('now').check(described('The sweep runs, besides its schedule.'))),
  'lose-execution': z.optional(
    stageName('The execution of the promotion that has this stage is ended, by a limit or by a hand.'),
  ),
  expect: z.optional(expectation),
};

export type StepKind = keyof typeof SHAPE;
export const STEP_KINDS = Object.keys(SHAPE) as StepKind[];

export const step = z.strictObject(SHAPE).check(
  z.meta({
    description: 'One thing that happens, or must be true.',
    oneOf: STEP_KINDS.map((kind) => ({ required: [kind] })),
  }),
  between((value: Record<string, unknown>) =>
    STEP_KINDS.filter((kind) => value[kind] !== undefined).length === 1
      ? []
      : [{ message: 'a step is one thing', hint: `write one of ${STEP_KINDS.join(', ')}` }],
  ),
);

export type Step = z.output<typeof step>;
export type StepOf<Kind extends StepKind> = NonNullable<Step[Kind]>;
