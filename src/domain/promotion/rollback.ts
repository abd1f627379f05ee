import type { Actor } from '../ledger/actor.ts';
import { openPromotions } from '../ledger/apply.ts';
import type { Draft } from '../ledger/draft.ts';
import type { Rollback } from '../ledger/entry.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { Release } from '../release.ts';
import { orderingTag } from './order.ts';
import { giveStage } from './request.ts';
import { hasBegunToWrite, type PipelineState, type Promotion } from './state.ts';

/**
 * The stage as a promotion sees it. A rollback writes all its overlays in one wave, needs no approval, does not soak, and brings what was there before. The
 * last wave comes first, since that is where things went wrong: should it take several commits, theirs is the first.
 */
export function asSeenBy({ rollback }: Pick<Promotion, 'rollback'>, stage: Stage): Stage {
  if (rollback === undefined) return stage;
  const isOurs = ({ overlay }: { overlay: string }): boolean => rollback.overlays.includes(overlay);
  const waves = [stage.waves.toReversed().flat().filter(isOurs)];
  // Rules are by wave, and these are other waves.
  const { waveRules: _, ...rest } = stage;
  // Nobody is asked to vote on a rollback, or to merge it.
  const gates = stage.gates.filter(({ kind }) => kind !== 'approval' && kind !== 'pull-request');
  return { ...rest, after: [], waves, gates, soakMs: 0 };
}

/**
 * The overlays that a promotion has changed, or may have: what a rollback must put back. One that ends while its commit
 * is under way does not know whether that will land, unless the change was refused.
 */
export function changedOverlays(
  { commits, status, wave }: Promotion,
  stage: Stage,
  isRefused: boolean,
): string[] {
  const made = commits.filter(({ changed }) => changed).map((commit) => commit.wave);
  const waves = status === 'committing' && !isRefused ? [...made, wave] : made;
  return [...new Set(waves.flatMap((index) => stage.waves[index] ?? []).map(({ overlay }) => overlay))];
}

export interface RollbackRequest {
  readonly promotion: string;
  readonly stage: string;
  readonly release: Release;
  readonly attempt: number;
  readonly rollback: Rollback;
  readonly definition: string;
  readonly by?: Actor;
}

/** Puts back an earlier release. It has the stage at once: whoever waits goes on waiting. */
export function requestRollback(draft: Draft, pipeline: Pipeline, request: RollbackRequest): void {
  const { promotion, stage, release, attempt, rollback, definition, by } = request;
  const of = { promotion, release: release.id, stage };
  const tag = orderingTag(pipeline, release);
  draft.record({ type: 'promotion-requested', ...of, attempt, definition, tag, rollback }, by);
  draft.record({ type: 'stage-acquired', ...of });
}

/** Marks a release as bad: no stage takes it again, and where it waits without having written it is turned away. */
export function mark(draft: Draft, pipeline: Pipeline, release: string, reason: string, by?: Actor): void {
  if (draft.state.releases[release] === undefined || draft.state.releases[release].mark !== undefined) return;
  draft.record({ type: 'release-marked', release, reason }, by);
  turnAway(draft, pipeline, toTurnAway(draft.state, { release }), reason);
}

/** Beside the mark itself, a rollback, and what the stages have outgrown: each is an end, a turn and their rows. */
const MOST_TURNED_AWAY = 4;

/**
 * Where a release that is to be marked waits in more stages than one decision takes in beside the mark, it is turned away
 * in so many of them, and nothing else is to be decided now. Whoever dies in between finds the others when he comes again.
 */
export function turnAwayFirst(
  draft: Draft,
  pipeline: Pipeline,
  bad: { readonly release: string; readonly id?: string | undefined },
  reason: string,
): 'all' | 'partly' {
  const isMarked = draft.state.releases[bad.release]?.mark !== undefined;
  const waiting = isMarked ? [] : toTurnAway(draft.state, bad);
  if (waiting.length <= MOST_TURNED_AWAY) return 'all';
  turnAway(draft, pipeline, waiting.slice(0, MOST_TURNED_AWAY), reason);
  return 'partly';
}

/** `id`: of the promotion that ends with the mark. */
const toTurnAway = (
  state: PipelineState,
  { release, id }: { readonly release: string; readonly id?: string | undefined },
): Promotion[] =>
  openPromotions(state).filter(
    (promotion) =>
      promotion.release === release &&
      promotion.id !== id &&
      promotion.rollback === undefined &&
      !hasBegunToWrite(promotion),
  );

function turnAway(draft: Draft, pipeline: Pipeline, promotions: readonly Promotion[], why: string): void {
  for (const { id, release, stage, tag } of promotions) {
    const reason = `${tag} is marked as bad: ${why}`;
    draft.record({ type: 'promotion-rejected', promotion: id, release, stage, reason });
    giveStage(draft, stage, pipeline);
  }
}
