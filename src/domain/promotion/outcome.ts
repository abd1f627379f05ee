import type { Draft } from '../ledger/draft.ts';
import type { Pipeline } from '../pipeline/types.ts';
import { type CurrentDefinition, giveStage, requestEligible } from './request.ts';
import { isOpen, type Promotion } from './state.ts';

/** Ends a promotion as promoted, gives its stage on, and asks for the stages after it. No effect on an ended one. */
export function complete(
  draft: Draft,
  promotion: Promotion,
  definition: CurrentDefinition | undefined,
): void {
  if (!isOpen(promotion)) return;
  draft.record({ type: 'promotion-succeeded', ...identity(promotion) });
  const release = draft.state.releases[promotion.release];
  if (release !== undefined && definition !== undefined) requestEligible(draft, definition, release);
  giveStage(draft, promotion.stage, definition?.pipeline);
}

/** Ends a promotion that a gate refused for good. */
export function reject(draft: Draft, promotion: Promotion, pipeline: Pipeline, reason: string): void {
  if (!isOpen(promotion)) return;
  draft.record({ type: 'promotion-rejected', ...identity(promotion), reason });
  giveStage(draft, promotion.stage, pipeline);
}

/** Ends a promotion that went wrong; unless the pipeline says `continue`, the stage is held until somebody looks. */
export function fail(draft: Draft, promotion: Promotion, pipeline: Pipeline, reason: string): void {
  if (!isOpen(promotion)) return;
  draft.record({ type: 'promotion-failed', ...identity(promotion), reason });
  const stage = pipeline.stages.find(({ name }) => name === promotion.stage);
  if (stage?.onFailure !== 'continue')
    draft.record({
      type: 'stage-held',
      stage: promotion.stage,
      reason: `${promotion.tag} failed: ${reason}`,
    });
  giveStage(draft, promotion.stage, pipeline);
}

/** The fields by which every fact about a promotion names it. */
export const identity = ({
  id,
  release,
  stage,
}: Promotion): { promotion: string; release: string; stage: string } => ({
  promotion: id,
  release,
  stage,
});
