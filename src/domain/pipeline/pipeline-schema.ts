import * as z from 'zod/mini';
import { inOneText } from './complaint.ts';
import { atLeastOne, described, header, LONGEST_PIPELINE_NAME, withOneOf } from './schema-parts.ts';
import { semverRange, tagPattern } from './schema-rules.ts';
import { ecrImage, imageName, name } from './schema-text.ts';
import { stage } from './stage-schema.ts';
import { updates } from './update-schema.ts';

const ONE_ARTIFACT = {
  message: 'a pipeline releases exactly one image so far',
  hint: 'give each image a pipeline of its own',
};

const artifact = z
  .strictObject({
    name: imageName,
    image: ecrImage,
    tags: withOneOf('Which tags of the repository make a release.', ['semver', 'pattern'], {
      semver: z.optional(semverRange),
      pattern: z.optional(tagPattern),
    }),
    update: updates('The files that carry it, for every target that does not say otherwise.'),
  })
  .check(described('A container image that the pipeline releases.'));

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
            z.maxLength(1, { error: inOneText(ONE_ARTIFACT) }),
            described('What the pipeline releases: exactly one image so far.'),
          ),
        stages: z.array(stage).check(atLeastOne('stage'), described('The environments, in any order.')),
      })
      .check(described('What is released, and through which stages.')),
  })
  .check(z.meta({ title: 'Towpath pipeline', description: 'How one application goes through its stages.' }));

export type PipelineFile = z.output<typeof pipelineFile>;
