import { type Drift, MOST_RECORDED } from '../drift/drift.ts';
import type { Draft } from '../ledger/draft.ts';
import type { Pipeline } from '../pipeline/types.ts';
import { rollbackId } from '../release.ts';
import { identity } from './identity.ts';
import { type CurrentDefinition, giveStage, requestEligible, stagesToAsk } from './request.ts';
import { changedOverlays, mark, requestRollback, turnAwayFirst } from './rollback.ts';
import { isOpen, type PipelineState, type Promotion } from './state.ts';

/**
 * Ends a promotion as promoted, gives its stage on, and asks the stages after it. A rollback leaves the stage on
 * hold instead, so that nothing puts back what it took away. Of one that was promoted already only those are asked that
 * an earlier decision had no room for.
 */
export function complete(
  draft: Draft,
  promotion: Promotion,
  definition: CurrentDefinition | undefined,
): void {
  const wasOpen = isOpen(promotion);
  if (!wasOpen && promotion.status !== 'promoted') return;
  if (wasOpen) {
    draft.record({ type: 'promotion-succeeded', ...identity(promotion) });
    endDrift(draft, promotion);
  }
  const release = draft.state.releases[promotion.release];
  if (promotion.rollback === undefined && release !== undefined && definition !== undefined)
    requestEligible(draft, definition, release);
  if (!wasOpen) return;
  if (promotion.rollback !== undefined) hold(draft, promotion, `rolled back to ${promotion.tag}`);
  giveStage(draft, promotion.stage, definition?.pipeline);
}

/** Whether stages after it are still to be asked, of one that was promoted. */
export const isToBeContinued = (
  state: PipelineState,
  { status, rollback, release }: Promotion,
  { stages }: Pipeline,
): boolean =>
  status === 'promoted' && rollback === undefined && stagesToAsk(state, stages, release).length > 0;

/** It wrote every value of its overlays anew. What was changed while it did is judged by the next look at the branch. */
function endDrift(draft: Draft, { id, stage, rollback }: Promotion): void {
  const isOurs = ({ overlay }: Drift): boolean => rollback?.overlays.includes(overlay) ?? true;
  const known = draft.state.stages[stage]?.drift ?? [];
  const over = known.filter((drift) => drift.during === undefined && isOurs(drift));
  for (const { overlay, file } of over.slice(0, MOST_RECORDED))
    draft.record({ type: 'drift-ended', stage, overlay, file, promotion: id });
}

/** Ends a promotion that a gate refused for good. */
export function reject(draft: Draft, promotion: Promotion, pipeline: Pipeline, reason: string): void {
  if (!isOpen(promotion)) return;
  draft.record({ type: 'promotion-rejected', ...identity(promotion), reason });
  giveStage(draft, promotion.stage, pipeline);
}

/**
 * Ends a promotion that went wrong, and does what the pipeline says: puts the last release that passed the stage back
 * into the overlays that were changed, holds the stage until somebody looks, or goes on. A rollback that fails is not
 * rolled back: the stage is held. `isRefused`: its change could not be applied, so nothing of it was written.
 * `partly`: other promotions of the release were turned away first, and it is to be called again in another decision.
 */
export function fail(
  draft: Draft,
  promotion: Promotion,
  pipeline: Pipeline,
  reason: string,
  isRefused = false,
): 'all' | 'partly' {
  if (!isOpen(promotion)) return 'all';
  const { stage: name, tag, rollback } = promotion;
  const stage = pipeline.stages.find((candidate) => candidate.name === name);
  const isRolledBack = rollback === undefined && stage?.onFailure === 'rollback';
  if (isRolledBack && turnAwayFirst(draft, pipeline, promotion, markOf(promotion, reason)) === 'partly')
    return 'partly';
  draft.record({ type: 'promotion-failed', ...identity(promotion), reason });
  if (rollback !== undefined) hold(draft, promotion, `the rollback to ${tag} failed: ${reason}`);
  else if (stage !== undefined && isRolledBack) {
    const overlays = changedOverlays(promotion, stage, isRefused);
    rollBackOrHold(draft, promotion, pipeline, overlays, reason);
  } else if (stage?.onFailure !== 'continue') hold(draft, promotion, `${tag} failed: ${reason}`);
  giveStage(draft, name, pipeline);
  return 'all';
}

const markOf = ({ tag, stage }: Promotion, reason: string): string => `${tag} failed in ${stage}: ${reason}`;

function rollBackOrHold(
  draft: Draft,
  promotion: Promotion,
  pipeline: Pipeline,
  overlays: readonly string[],
  reason: string,
): void {
  const { id, tag, definition, stage } = promotion;
  mark(draft, pipeline, promotion.release, markOf(promotion, reason));
  const release = draft.state.releases[draft.state.stages[stage]?.current?.release ?? ''];
  if (overlays.length === 0) hold(draft, promotion, `${tag} failed before it changed anything: ${reason}`);
  else if (release === undefined || release.id === promotion.release)
    hold(draft, promotion, `${tag} failed, and there is no earlier release to roll back to: ${reason}`);
  else {
    const place = { promotion: rollbackId(id), attempt: 1, stage, definition };
    requestRollback(draft, pipeline, { ...place, release, rollback: { of: id, overlays } });
  }
}

const hold = (draft: Draft, { stage }: Promotion, reason: string): void =>
  draft.record({ type: 'stage-held', stage, reason });
