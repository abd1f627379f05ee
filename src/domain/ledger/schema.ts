import * as z from 'zod/mini';
import type { Entry, Fact, FactType } from './entry.ts';
import {
  artifact,
  described,
  diffDigest,
  evidence,
  fact,
  gates,
  identity,
  ofPromotion,
  placeSchema,
  reason,
  rollback,
  scope,
  target,
  time,
  via,
  wave,
} from './schema-parts.ts';
import { pullRequestSchemas } from './schema-pull-requests.ts';

/**
 * The shape of every fact. A type of entry.ts that is missing here does not compile: add it, give it an example in
 * scripts/event-examples.ts, and run `npm run generate`.
 */
export const factSchemas = {
  'pipeline-defined': fact('pipeline-defined', 'A valid pipeline file was stored, new or changed.', {
    version: z.string().check(described('Version of the definition, made of its contents.')),
    commit: z.string(),
    file: z.string(),
    images: z.array(z.string()).check(described('Images the pipeline subscribes to.')),
  }),
  'pipeline-removed': fact('pipeline-removed', 'The pipeline file is gone from the branch.', {
    commit: z.string(),
  }),
  'artifact-arrived': fact('artifact-arrived', 'One artifact of a release of several was pushed.', {
    artifact: z.string(),
    image: z.string(),
    tag: z.string(),
    digest: z.string(),
    revision: z.exactOptional(z.string()).check(described('The source revision that it was built from.')),
    newest: z
      .exactOptional(z.literal(true))
      .check(described('Nothing newer of it had come, where a release is the newest of each.')),
  }),
  'release-created': fact('release-created', 'Contents were pushed that no release had.', {
    release: ofPromotion.release,
    artifacts: z.array(artifact),
  }),
  'release-tagged': fact('release-tagged', 'A known release was pushed again under another tag.', {
    release: ofPromotion.release,
    artifact: z.string(),
    tag: z.string(),
  }),
  'promotion-requested': fact('promotion-requested', 'A release may enter a stage and waits for it.', {
    ...ofPromotion,
    attempt: z.int().check(z.gte(1)),
    definition: z.string().check(described('Version of the pipeline that the promotion follows.')),
    tag: z.string(),
    rollback: z.exactOptional(rollback),
  }),
  'promotion-superseded': fact('promotion-superseded', 'A waiting promotion gave way to a newer release.', {
    ...ofPromotion,
    supersededBy: z.string().check(described('Promotion of the newer release.')),
    reason,
  }),
  'stage-acquired': fact('stage-acquired', 'A promotion has the stage; every other one waits.', ofPromotion),
  'gates-closed': fact('gates-closed', 'A gate keeps the next wave from being written.', {
    ...ofPromotion,
    wave,
    gates,
  }),
  'gates-passed': fact('gates-passed', 'Every gate is open: the wave will be written.', {
    ...ofPromotion,
    wave,
    gates,
  }),
  'vote-cast': fact('vote-cast', 'Somebody approved or rejected a promotion.', {
    ...ofPromotion,
    verdict: z.enum(['approve', 'reject']),
    reason,
    via,
    identity: z.exactOptional(identity),
    rules: z.exactOptional(
      z.array(z.string()).check(described('Approval gates that it counted for when it was cast.')),
    ),
    request: z.exactOptional(
      z.string().check(described('Tells requests apart where the same one may come twice.')),
    ),
    diff: z.exactOptional(diffDigest),
  }),
  'vote-refused': fact(
    'vote-refused',
    'Somebody who was identified cast a vote that does not count, or set the rules of a pull request aside.',
    {
      stage: z.string(),
      promotion: z.exactOptional(ofPromotion.promotion),
      verdict: z.enum(['approve', 'reject']),
      reason: z.string().check(described('Why it does not count, in words for people.')),
      via,
      identity,
    },
  ),
  'gate-overridden': fact('gate-overridden', 'Somebody opened a gate for this promotion.', {
    ...ofPromotion,
    gate: z.string(),
    reason,
    said: z.string().check(described('What the gate said then.')),
  }),
  'votes-dropped': fact('votes-dropped', 'The diff of the stage is not the one that was approved.', {
    ...ofPromotion,
    people: z.array(z.string()).check(described('Whose approvals fell.')),
    wave,
    from: z.exactOptional(z.string()).check(described("Digest of that wave's diff as it was approved.")),
    to: z.string().check(described('Digest of it now.')),
    reason: z.exactOptional(z.string().check(described('Why they fell although the diff is the same.'))),
  }),
  ...pullRequestSchemas,
  'wave-committed': fact('wave-committed', 'The wave is on the branch.', {
    ...ofPromotion,
    wave,
    commit: z.string(),
    changed: z.boolean().check(described('False when the overlays carried the release already.')),
    requestedAt: time('When the change was handed to the committer.'),
    files: z.array(z.string()),
  }),
  'target-failing': fact('target-failing', 'An agent reports that a target of the wave fails.', {
    ...ofPromotion,
    wave,
    ...target,
    message: z.string(),
  }),
  'target-recovered': fact('target-recovered', 'A target that failed no longer does.', {
    ...ofPromotion,
    wave,
    ...target,
  }),
  'wave-soaking': fact('wave-soaking', 'Every target of the wave is healthy, and has to stay so.', {
    ...ofPromotion,
    wave,
    since: time('When the last target became healthy.'),
    until: time('When the wave has soaked.'),
  }),
  'wave-healthy': fact('wave-healthy', 'The wave is healthy and has soaked.', {
    ...ofPromotion,
    wave,
    targets: z.array(evidence),
  }),
  'promotion-succeeded': fact('promotion-succeeded', 'The release is in the stage.', ofPromotion),
  'promotion-rejected': fact('promotion-rejected', 'A gate refused the promotion for good.', {
    ...ofPromotion,
    reason,
  }),
  'promotion-failed': fact('promotion-failed', 'The promotion ended without success.', {
    ...ofPromotion,
    reason,
  }),
  'change-returned': fact('change-returned', 'A gate closed again before the wave was written.', {
    ...ofPromotion,
    wave,
    gates,
  }),
  overdue: fact('overdue', 'A promotion is in a status for longer than that may take.', {
    ...ofPromotion,
    status: z.enum([
      'waiting',
      'gated',
      'committing',
      'verifying',
      'promoted',
      'superseded',
      'rejected',
      'failed',
    ]),
    due: time('When it should have left that status at the latest.'),
  }),
  swept: fact('swept', 'The sweep found a promotion that could move and did not, and let it.', {
    ...ofPromotion,
    repair: z.enum(['execution', 'wait', 'change']),
    sentence: z.string().check(described('What was found and done, for people.')),
  }),
  'push-found': fact('push-found', 'The sweep found a push in the registry that no event had told of.', {
    release: ofPromotion.release,
    artifact: z.string(),
    tag: z.string(),
    pushedAt: time('When the registry took it.'),
  }),
  'drift-found': fact('drift-found', 'Somebody changed a value by hand that a promotion wrote.', {
    stage: z.string(),
    release: z.string().check(described('The release that the stage has.')),
    overlay: target.overlay,
    file: z.string(),
    found: z.string().check(described('What is there, for people.')),
    promoted: z.string().check(described('What was promoted, for people.')),
    commit: z.string().check(described('The commit that changed it.')),
    author: z.string().check(described('Its author as git names them; empty when nobody can tell.')),
    response: z.enum(['report', 'adopt', 'restore']).check(described('What is done about it.')),
    why: z.exactOptional(
      z.string().check(described('Why it is only reported although the pipeline wants more.')),
    ),
    during: z.exactOptional(
      z.string().check(described('Promotion that was writing the stage; judged again once it has ended.')),
    ),
  }),
  'drift-ended': fact('drift-ended', 'A value that was changed by hand is as promoted again.', {
    stage: z.string(),
    overlay: target.overlay,
    file: z.string(),
    commit: z.exactOptional(z.string().check(described('The commit at which it was seen to be gone.'))),
    promotion: z.exactOptional(z.string().check(described('The promotion that wrote the value anew.'))),
  }),
  stopped: fact('stopped', 'Somebody threw the stop switch.', { scope, reason }),
  resumed: fact('resumed', 'Somebody lifted a stop.', { scope, reason }),
  'cluster-silent': fact(
    'cluster-silent',
    'No agent of a cluster has been heard for longer than its interval.',
    {
      cluster: z.string(),
      since: time('When it was last heard.'),
    },
  ),
  'request-refused': fact(
    'request-refused',
    'Somebody whom nothing proves sent a request; once for each way, reason and hour.',
    {
      via: z.string().check(described('The way that it came by.')),
      because: z
        .enum(['forged', 'stale'])
        .check(described('Its signature is not of that way, or not of the five minutes around its arrival.')),
      first: time('When the first one of the hour came; the others are counted only.'),
    },
  ),
  'release-marked': fact('release-marked', 'The release is bad: no stage takes it again.', {
    release: ofPromotion.release,
    reason,
  }),
  'release-mark-lifted': fact('release-mark-lifted', 'Stages may take the release again.', {
    release: ofPromotion.release,
    reason,
  }),
  'stage-held': fact('stage-held', 'The stage refuses promotions from now on.', {
    stage: z.string(),
    reason,
  }),
  'stage-hold-lifted': fact('stage-hold-lifted', 'The stage takes promotions again.', {
    stage: z.string(),
    reason,
  }),
} satisfies Readonly<Record<FactType, z.ZodMiniObject>>;

/** A ledger entry as it is stored. Types of a later version are refused. */
export const entrySchema = z.intersection(
  placeSchema,
  z.discriminatedUnion('type', Object.values(factSchemas) as Schemas),
);

type Known = keyof typeof factSchemas;
type Schema = (typeof factSchemas)[Known];
type Schemas = [Schema, ...Schema[]];

/** Types as they are written, whichever way they were put together. */
type Plain<Value> = Value extends object ? { readonly [Key in keyof Value]: Plain<Value[Key]> } : Value;
type Same<A, B> =
  (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;
type None<Drifted extends never> = Drifted;

type Drifted = {
  [Type in Known]: Same<z.output<(typeof factSchemas)[Type]>, Extract<Fact, { type: Type }>> extends true
    ? never
    : Type;
}[Known];

/** "Does not satisfy never" names the facts whose schema says something else than entry.ts. */
export type FactsHaveTheirSchemas = None<Drifted>;

type Place = z.output<typeof placeSchema>;
export type EntriesHaveTheirSchema = None<
  Same<Place, Pick<Entry, keyof Place>> extends true ? never : keyof Place
>;
