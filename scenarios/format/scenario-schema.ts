import * as z from 'zod/mini';
import { atLeastOne, described } from '../../src/domain/pipeline/schema-parts.ts';
import { files, patch, pipelinePatches, step } from './step-schema.ts';
import { anyText, length, time } from './texts.ts';

export const scenarioFile = z
  .strictObject({
    scenario: anyText('What it shows, in one sentence.'),
    about: z.optional(anyText('More about it, for readers.')),
    start: z._default(time('When it begins; a Monday at 9:00 UTC unless given.'), '2026-03-02T09:00:00Z'),
    repository: z.optional(
      anyText('Folder with a configuration repository, from the folder of this file on; empty unless given.'),
    ),
    overlays: z.optional(
      z
        .array(anyText('Path of an overlay.'))
        .check(
          described('Overlays to be made with an empty kustomization.yaml, for stages that this file adds.'),
        ),
    ),
    files: z.optional(files),
    pipelines: z.optional(pipelinePatches),
    settings: z.optional(patch),
    reportAfter: z._default(length('From a commit to the reports of the agents; 10s unless given.'), '10s'),
    steps: z
      .array(step)
      .check(atLeastOne('step'), described('What happens and must be true, in this order.')),
  })
  .check(z.meta({ title: 'Scenario', description: 'What happens to a fleet, and what must be true.' }));

export type ScenarioFile = z.output<typeof scenarioFile>;
