import * as z from 'zod/mini';
import type { FactType } from './entry.ts';

export const described = (description: string) => z.meta({ description });
/** `when` becomes the description in docs/events/: it says when an entry of this type is written. */
export const fact = <Type extends FactType, Shape extends z.core.$ZodShape>(
  type: Type,
  when: string,
  shape: Shape,
) => z.object({ type: z.literal(type), ...shape }).check(described(when));

export const time = (description: string) => z.string().check(z.meta({ description, format: 'date-time' }));
export const wave = z.int().check(z.gte(0), described('Counted from 0, in the order of the pipeline file.'));
export const reason = z.string().check(described('Why, in words for people.'));

export const via = z.string().check(described('Where the vote was cast.'));
export const identity = z
  .string()
  .check(described('Who the voter was to the way they came by, such as "slack T0123/U0456".'));

export const ofPromotion = {
  promotion: z.string().check(described('Id of the promotion, and name of its execution.')),
  release: z.string().check(described('Id of the release, made of its contents.')),
  stage: z.string(),
  pullRequest: z.exactOptional(
    z.string().check(described('Number of the pull request that the promotion was last proposed in.')),
  ),
};

export const target = {
  cluster: z.string(),
  overlay: z.string().check(described('Folder in the repository.')),
};

const actor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('towpath') }),
  z.object({ kind: z.literal('person'), name: z.string() }),
]);

export const artifact = z.object({
  name: z.string(),
  image: z.string(),
  tag: z.string(),
  digest: z.string().check(described('What is deployed; the tag is for people.')),
});

export const diffDigest = z
  .object({
    digest: z.string(),
    wave: z.int().check(z.gte(0), described('The first wave that was still to be written, from 0.')),
    waves: z.array(z.string()).check(described('Digest of that wave and of each one after it.')),
  })
  .check(described('What an approval was cast on: digests of the lines that would change.'));

export const gates = z.array(
  z.object({
    gate: z.string(),
    state: z.enum(['open', 'closed', 'refused']),
    sentence: z.string(),
    via: z.exactOptional(
      z.literal('pull-request').check(described('Present when the gate asks by pull request.')),
    ),
    until: z.exactOptional(time('When the answer may change by time alone.')),
  }),
);

export const evidence = z.object({
  ...target,
  revision: z.string().check(described('Commit at which the agent reported health.')),
  reportedAt: time('When Towpath received the report.'),
});

export const scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everything') }),
  z.object({ kind: z.literal('pipeline'), pipeline: z.string() }),
  z.object({ kind: z.literal('stage'), pipeline: z.string(), stage: z.string() }),
  z.object({ kind: z.literal('cluster'), cluster: z.string() }),
]);

export const rollback = z
  .object({
    of: z.exactOptional(z.string()).check(described('The promotion that went wrong, unless a person asked.')),
    overlays: z.array(z.string()).check(described('What is put back; no other overlay is touched.')),
  })
  .check(described('Present when the promotion puts an earlier release back.'));

/** Where and when a fact was recorded, and by whom. */
export const placeSchema = z.object({
  pipeline: z.string(),
  sequence: z.int().check(z.gte(1), described("Counts without gaps within one pipeline's ledger.")),
  at: time('When it was recorded.'),
  by: actor,
});
