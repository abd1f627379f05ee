import type { Actor } from '../ledger/actor.ts';
import { openPromotions } from '../ledger/apply.ts';
import type { Draft } from '../ledger/draft.ts';
import type { Rollback } from '../ledger/entry.ts';
import type { Pipeline, Stage } from '../pipeline/types.ts';
import type { Release } from '../release.ts';
import { orderingTag } from './order.ts';
import { giveStage } from './request.ts';
import { hasBegunToWrite, type Promotion } from './state.ts';

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
  for (const promotion of openPromotions(draft.state)) {
    if (promotion.release !== release || promotion.rollback !== undefined || hasBegunToWrite(promotion))
      continue;
    const { id, stage, tag } = promotion;
    draft.record({
      type: 'promotion-rejected',
      promotion: id,
      release,
      stage,
      reason: `${tag} is marked as bad: ${reason}`,
    });
    giveStage(draft, stage, pipeline);
  }
}
