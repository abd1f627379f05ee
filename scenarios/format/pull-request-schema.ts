import * as z from 'zod/mini';
import { between, described } from '../../src/domain/pipeline/schema-parts.ts';
import { anyText, matcher, stageName } from './texts.ts';

const DEEDS = ['approve', 'take-back', 'override', 'close', 'push', 'merge'] as const;

/** What somebody does in the repository's own console. */
export const pullRequestStep = z
  .strictObject({
    stage: stageName('The stage whose newest pull request it is.'),
    as: anyText('An IAM user, by name; with a dot the session of a role: Release.anna.'),
    does: z.enum(DEEDS).check(described('What they do. override: they set its approval rules aside.')),
    by: z.optional(
      z
        .enum(['fast-forward', 'squash', 'three-way'])
        .check(described('How it is merged; squash unless given.')),
    ),
    files: z.optional(
      z
        .record(z.string(), z.nullable(z.string()))
        .check(described('What is pushed to its branch: path to text, or null to take the file away.')),
    ),
    images: z.optional(
      z
        .record(z.string(), z.string())
        .check(described('Tags that are pushed to its branch: path of the overlay to tag.')),
    ),
    refused: z.optional(
      matcher('CodeCommit must refuse it, with this sentence; it must be accepted unless this is given.'),
    ),
  })
  .check(
    described('Somebody does something in the pull request of the stage, in the console of AWS.'),
    between(({ does, by, files, images }: Record<string, unknown>) => [
      ...(does !== 'push' && (files !== undefined || images !== undefined)
        ? [{ message: '"files" and "images" go with does: push', hint: 'take them away, or push' }]
        : []),
      ...(does === 'push' && files === undefined && images === undefined
        ? [{ message: 'nothing is pushed', hint: 'write "files" or "images"' }]
        : []),
      ...(does !== 'merge' && by !== undefined
        ? [{ key: 'by', message: '"by" goes with does: merge', hint: 'take it away, or merge' }]
        : []),
    ]),
  );

/** The newest pull request of a stage, as people see it there. */
export const pullRequestExpectation = z
  .nullable(
    z.strictObject({
      is: z.optional(z.enum(['open', 'closed', 'merged']).check(described('Its status.'))),
      count: z.optional(
        z.int().check(z.minimum(1), described('How many the stage has had, this one counted.')),
      ),
      approvedBy: z.optional(
        z.array(z.string()).check(described('Who approves it as it is now: IAM users, sessions of roles.')),
      ),
      rules: z.optional(
        z
          .enum(['satisfied', 'not satisfied', 'set aside'])
          .check(described('What has become of its approval rules.')),
      ),
      says: z.optional(matcher('Its title, its description, or one of its comments.')),
    }),
  )
  .check(described('The newest pull request of the stage; null for none.'));
