import type { Stage } from '../pipeline/types.ts';
import { asSeenBy } from './rollback.ts';
import { isOpen, type PipelineState, type Promotion } from './state.ts';

/**
 * Why the canary of a stage's overlay is to be rolled back, as a sentence; undefined while it is not.
 *
 * A canary that is under way is of what was written last: by the promotion that has the stage, else by the one that
 * ended last. A rollback that has the stage is of another release than a canary that began before its commit.
 *
 * @param state with the promotion that ended last, and the releases of that and of the active one
 * @param begunAt when the canary began, in milliseconds since the epoch by our clock
 */
export function whyRollBack(
  state: PipelineState,
  stage: Stage,
  overlay: string,
  begunAt: number | undefined,
): string | undefined {
  const known = state.stages[stage.name];
  const [active, last] = [known?.active, known?.last].map((id) => state.promotions[id ?? '']);
  const written = active && writtenAt(active, stage, overlay);
  if (active?.rollback !== undefined && (written === undefined || (begunAt ?? written) < written))
    return `the stage goes back to ${active.tag}`;
  if (active !== undefined && written !== undefined) return whyMarked(state, active.release);
  if (last !== undefined && !isOpen(last) && writtenAt(last, stage, overlay) !== undefined)
    return last.status === 'failed'
      ? `${last.tag} has failed: ${last.reason ?? ''}`
      : whyMarked(state, last.release);
  return whyMarked(state, known?.current?.release ?? '');
}

/** When the promotion asked for the commit that wrote the overlay. */
function writtenAt(promotion: Promotion, stage: Stage, overlay: string): number | undefined {
  const { waves } = asSeenBy(promotion, stage);
  const commit = promotion.commits.find(({ wave }) =>
    waves[wave]?.some((target) => target.overlay === overlay),
  );
  return commit && Date.parse(commit.requestedAt);
}

function whyMarked({ releases }: PipelineState, release: string): string | undefined {
  const mark = releases[release]?.mark;
  return mark && `${release} is marked as bad: ${mark.reason}`;
}
