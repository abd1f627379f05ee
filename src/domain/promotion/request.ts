import { stagesMissing } from '../gates/after.ts';
import type { Actor } from '../ledger/actor.ts';
import type { Draft } from '../ledger/draft.ts';
import { roomIn } from '../ledger/room.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import { promotionId, type Release } from '../release.ts';
import { identity } from './identity.ts';
import { compareForTurn, isBehind, newerIn, orderingTag } from './order.ts';
import { hasBegunToWrite, type PipelineState, type Promotion, type StageState } from './state.ts';

/** A definition with the version that promotions begun now will keep. */
export interface CurrentDefinition {
  readonly version: string;
  readonly pipeline: Pipeline;
}

/** The stages that may take the release now, having been passed by all they come `after`, and were not asked to yet. */
export function stagesToAsk(
  { releases, promotions }: PipelineState,
  stages: readonly Stage[],
  release: string,
): Stage[] {
  const known = releases[release];
  if (known === undefined || known.mark !== undefined) return [];
  return stages.filter(
    (stage) =>
      stagesMissing(stage, known) === undefined &&
      promotions[promotionId(release, stage.name, 1)] === undefined,
  );
}

/** The request, the stage and both rows; an own row that goes, should it be superseded itself. */
const ITEMS_OF_REQUEST = 5;
/** Its entry, the row that comes and the one that goes. */
const ITEMS_OF_SUPERSEDING = 3;

/**
 * Asks for a first promotion in each of `stagesToAsk`, or in as many as one decision has room for: then a later one asks
 * the others.
 */
export function requestEligible(
  draft: Draft,
  definition: CurrentDefinition,
  release: Release,
  stages = definition.pipeline.stages,
): void {
  for (const stage of stagesToAsk(draft.state, stages, release.id)) {
    if (roomIn(draft) < ITEMS_OF_REQUEST + ITEMS_OF_SUPERSEDING * mostSuperseded(draft)) return;
    requestPromotion(draft, definition, { stage, release, attempt: 1 });
  }
}

interface Request {
  readonly stage: Stage;
  readonly release: Release;
  readonly attempt: number;
  readonly by?: Actor;
  /** Why it may skip stages that it comes after, and which. */
  readonly override?: { readonly reason: string; readonly said: string };
}

/**
 * Records the request and settles at once who gives way to whom, so that a stage never holds two candidates that
 * cannot both be wanted. What has begun to write is always finished first.
 */
export function requestPromotion(draft: Draft, definition: CurrentDefinition, request: Request): void {
  const { stage, release, attempt, by, override } = request;
  const id = promotionId(release.id, stage.name, attempt);
  const tag = orderingTag(definition.pipeline, release);
  draft.record(
    {
      type: 'promotion-requested',
      promotion: id,
      release: release.id,
      stage: stage.name,
      attempt,
      definition: definition.version,
      tag,
    },
    by,
  );
  if (override !== undefined) {
    const of = { promotion: id, release: release.id, stage: stage.name };
    draft.record({ type: 'gate-overridden', ...of, gate: 'after', ...override }, by);
  }
  giveWay(draft, definition.pipeline, stage, { id, release: release.id, stage: stage.name, tag });
  giveStage(draft, stage.name, definition.pipeline);
}

/**
 * Of one decision. What else the stages have outgrown goes on waiting, never gets its stage, and is superseded by a later
 * one (`supersedeOutgrown`).
 */
const MOST_SUPERSEDED = 20;

function mostSuperseded(draft: Draft): number {
  const superseded = draft.entries.filter(({ type }) => type === 'promotion-superseded').length;
  const room = Math.floor(roomIn(draft) / ITEMS_OF_SUPERSEDING);
  return Math.max(0, Math.min(MOST_SUPERSEDED - superseded, room));
}

/** Gives a free stage to the promotion whose turn it is; what the stage has outgrown meanwhile is superseded. */
export function giveStage(draft: Draft, name: string, pipeline: Pipeline | undefined): void {
  const stage = draft.state.stages[name];
  if (stage === undefined || stage.active !== undefined) return;
  supersedeOutgrown(draft, name, pipeline);
  const outgrown = outgrownIn(draft.state, name, pipeline);
  const next = inTurn(draft.state, stage, pipeline).find((promotion) => !outgrown.includes(promotion));
  if (next !== undefined)
    draft.record({ type: 'stage-acquired', promotion: next.id, release: next.release, stage: name });
}

/** Supersedes what waits for a stage that has something newer, as much as one decision may. */
export function supersedeOutgrown(draft: Draft, name: string, pipeline: Pipeline | undefined): void {
  const current = draft.state.stages[name]?.current;
  if (current === undefined) return;
  for (const promotion of outgrownIn(draft.state, name, pipeline).slice(0, mostSuperseded(draft)))
    supersede(draft, pipeline, promotion, current);
}

/** What waits for a stage that has something newer by now, in any artifact. */
export function outgrownIn(
  { stages, promotions }: PipelineState,
  name: string,
  pipeline: Pipeline | undefined,
): Promotion[] {
  const { current, waiting = [] } = stages[name] ?? {};
  if (current === undefined) return [];
  const candidates = waiting.flatMap((id) => promotions[id] ?? []);
  return candidates.filter(({ tag }) => isBehind(pipeline, tag, current.tag));
}

/**
 * First come, first served. With `verify-each` the oldest by the tag rule first: a newer one that came earlier would
 * otherwise be followed by an older one, which must not take the stage back, and so would be skipped unverified. With
 * `latest` the newest first, should more than one wait.
 */
function inTurn(
  { promotions, stages }: PipelineState,
  { stage }: StageState,
  pipeline: Pipeline | undefined,
): Promotion[] {
  const candidates = (stages[stage]?.waiting ?? []).flatMap((id) => promotions[id] ?? []);
  const definition = pipeline?.stages.find(({ name }) => name === stage);
  if (pipeline === undefined || definition === undefined) return candidates;
  switch (definition.whenSuperseded) {
    case 'queue':
      return candidates;
    case 'verify-each':
      return candidates.sort((a, b) => compareForTurn(pipeline, a.tag, b.tag));
    case 'latest':
      return candidates.sort((a, b) => compareForTurn(pipeline, b.tag, a.tag));
  }
}

type Candidate = Pick<Promotion, 'id' | 'release' | 'stage' | 'tag' | 'pullRequests'>;

/** Of two releases that are each behind the other, the one that came first stays: no stage goes back in any artifact. */
function giveWay(draft: Draft, pipeline: Pipeline, stage: Stage, candidate: Candidate): void {
  const outgrows = (a: { tag: string }, b: { tag: string }): boolean => isBehind(pipeline, b.tag, a.tag);
  const current = draft.state.stages[stage.name]?.current;
  if (current !== undefined && outgrows(current, candidate)) {
    supersede(draft, pipeline, candidate, current);
    return;
  }
  if (stage.whenSuperseded !== 'latest') return;
  const others = rivals(draft, candidate);
  const newer = others.filter((rival) => outgrows(rival, candidate));
  for (const other of newer) supersede(draft, pipeline, candidate, other);
  const older = others.filter((rival) => !newer.includes(rival) && !hasBegunToWrite(rival));
  for (const other of older.slice(0, mostSuperseded(draft))) supersede(draft, pipeline, other, candidate);
}

function rivals(draft: Draft, { id, stage }: Candidate): Promotion[] {
  const { active, waiting = [] } = draft.state.stages[stage] ?? {};
  const ids = [...(active === undefined ? [] : [active]), ...waiting];
  return ids.filter((other) => other !== id).flatMap((other) => draft.state.promotions[other] ?? []);
}

function supersede(
  draft: Draft,
  pipeline: Pipeline | undefined,
  promotion: Candidate,
  by: Pick<Promotion, 'release' | 'tag'>,
): void {
  if (draft.state.promotions[promotion.id]?.status === 'superseded') return;
  const { tag } = promotion;
  draft.record({
    type: 'promotion-superseded',
    ...identity(promotion),
    supersededBy: by.release,
    reason: pipeline === undefined ? `${by.tag} is newer than ${tag}` : newerIn(pipeline, by.tag, tag),
  });
}
