import type { PipelineState, Promotion, StageState } from '../promotion/state.ts';
import { withLeftover } from './apply-drift.ts';
import type { EntryOf } from './entry.ts';
import { withPromotion, withRelease, withStage } from './rows.ts';

/** What the end of a promotion makes of it, its stage and its release (apply.ts). */
export function succeeded(state: PipelineState, entry: EntryOf<'promotion-succeeded'>): PipelineState {
  const { promotion, release, at } = entry;
  const { tag = '', rollback } = state.promotions[promotion] ?? {};
  if (rollback?.of !== undefined) return ended(state, entry, { status: 'promoted' });
  const passed = withRelease(state, release, (known) => ({
    ...known,
    passed: { ...known.passed, [entry.stage]: { promotion, at } },
  }));
  const done = ended(passed, entry, { status: 'promoted' });
  return withStage(done, entry.stage, (stage) => {
    const before = stage.current?.release;
    const previous = before === undefined || before === release ? stage.previous : before;
    return {
      ...stage,
      current: { release, tag, promotion, at },
      ...(previous !== undefined && { previous }),
    };
  });
}

export function ended(
  state: PipelineState,
  entry: EntryOf<'promotion-succeeded' | 'promotion-superseded' | 'promotion-rejected' | 'promotion-failed'>,
  outcome: Pick<Promotion, 'status' | 'reason' | 'supersededBy'>,
): PipelineState {
  const closed = withPromotion(state, entry.promotion, (p) => ({ ...p, ...outcome, endedAt: entry.at }));
  return withStage(closed, entry.stage, (stage) => ({
    ...leave(withLeftover(stage, state.promotions[entry.promotion], outcome.status), entry.promotion),
    last: entry.promotion,
  }));
}

/** The stage without the promotion, whether it waits there or has it. */
export function leave({ active, waiting, ...stage }: StageState, promotion: string): StageState {
  return {
    ...stage,
    waiting: waiting.filter((id) => id !== promotion),
    ...(active !== undefined && active !== promotion && { active }),
  };
}
