import * as z from 'zod/mini';
import { isMap } from './place.ts';
import { atLeastOne, between, described, header, LONGEST_PIPELINE_NAME, withOneOf } from './schema-parts.ts';
import { positiveDuration, semverRange, tagPattern } from './schema-rules.ts';
import { codeCommitRepository, ecrChart, ecrImage, imageName, name } from './schema-text.ts';
import { stage } from './stage-schema.ts';
import { updates } from './update-schema.ts';

const NO_RULE = {
  key: 'artifacts',
  message: 'nothing says when a release of several artifacts is complete',
  hint: 'add complete: same-tag, same-label, any or { wait: 10m } beside "artifacts", or give each a pipeline of its own',
};
const OTHER_TAGS = {
  key: 'artifacts',
  message: 'the artifacts have different "tags", so some tags would never be complete',
  hint: 'write the same tags for each, or another rule than same-tag',
};
const TWICE = {
  key: 'artifacts',
  message: 'two artifacts have the same name or repository',
  hint: 'give each its own name and repository',
};

function complaintsOfArtifacts(
  artifacts: readonly { name?: unknown; image?: unknown; chart?: unknown; git?: unknown; tags?: unknown }[],
  complete: unknown,
) {
  const isRepeated = (values: readonly unknown[]) => new Set(values).size < values.length;
  const isTwice =
    isRepeated(artifacts.map(({ name }) => name)) ||
    isRepeated(artifacts.map(({ image, chart, git }) => image ?? chart ?? git));
  const rules = new Set(artifacts.map(({ tags }) => JSON.stringify(tags)));
  return [
    ...(artifacts.length > 1 && complete === undefined ? [NO_RULE] : []),
    ...(rules.size > 1 && complete === 'same-tag' ? [OTHER_TAGS] : []),
    ...(isTwice ? [TWICE] : []),
  ];
}

const artifact = withOneOf(
  'What the pipeline releases: a container image, a Helm chart, or the tags of a git repository.',
  ['image', 'chart', 'git'],
  {
    name: imageName,
    image: z.optional(ecrImage),
    chart: z.optional(ecrChart),
    git: z.optional(codeCommitRepository),
    tags: withOneOf('Which tags make a release; those of a chart are its versions.', ['semver', 'pattern'], {
      semver: z.optional(semverRange),
      pattern: z.optional(tagPattern),
    }),
    update: updates('The files that carry it, for every target that does not say otherwise.'),
  },
);

const complete = z.optional(
  z
    .union([
      z
        .enum(['same-tag', 'same-label', 'any'])
        .check(
          described(
            'same-tag: once each has come under one tag. same-label: once each has come that was built from one source revision. any: the newest of each, at every push.',
          ),
        ),
      z
        .strictObject({
          wait: positiveDuration('How long nothing must have come; what comes begins it anew.'),
        })
        .check(described('The newest of each, once nothing has come for so long.')),
    ])
    .check(described('When a release of several artifacts is complete.')),
);

export const pipelineFile = z
  .strictObject({
    ...header('Pipeline'),
    metadata: z
      .strictObject({ name: name('Name of the pipeline, at most 40 characters.', LONGEST_PIPELINE_NAME) })
      .check(described('What the pipeline is called.')),
    spec: z
      .strictObject({
        artifacts: z
          .array(artifact)
          .check(
            atLeastOne('artifact'),
            described('What the pipeline releases: one artifact, or several together.'),
          ),
        complete,
        stages: z.array(stage).check(atLeastOne('stage'), described('The environments, in any order.')),
      })
      .check(
        described('What is released, and through which stages.'),
        between(({ artifacts, complete }) =>
          Array.isArray(artifacts) ? complaintsOfArtifacts(artifacts.filter(isMap), complete) : [],
        ),
      ),
  })
  .check(z.meta({ title: 'Towpath pipeline', description: 'How one application goes through its stages.' }));

export type PipelineFile = z.output<typeof pipelineFile>;
