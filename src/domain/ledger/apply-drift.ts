import { isSamePlace } from '../drift/drift.ts';
import type { Promotion, StageState } from '../promotion/state.ts';
import type { EntryOf } from './entry.ts';

export function drifted({ drift = [], ...stage }: StageState, entry: EntryOf<'drift-found'>): StageState {
  const { type: _, stage: __, pipeline: ___, sequence: ____, by: _____, ...found } = entry;
  const restored =
    entry.response === 'restore' && stage.restored?.commit !== entry.commit
      ? { commit: entry.commit, at: entry.at }
      : stage.restored;
  return {
    ...stage,
    drift: [...drift.filter((known) => !isSamePlace(known, entry)), found],
    ...(restored && { restored }),
  };
}

export function withoutDrift(
  { drift = [], ...stage }: StageState,
  entry: EntryOf<'drift-ended'>,
): StageState {
  const left = drift.filter((known) => !isSamePlace(known, entry));
  return { ...stage, ...(left.length > 0 && { drift: left }) };
}

/** The promotion has ended. What people have merged of it stays on the branch, whatever became of the promotion. */
export function withLeftover(
  { merged, ...stage }: StageState,
  promotion: Promotion | undefined,
  status: Promotion['status'],
): StageState {
  if (status === 'promoted' && promotion?.rollback?.of === undefined) return stage;
  const pull = promotion?.pullRequests?.at(-1);
  const isWritten = promotion?.commits.some(({ wave }) => wave === pull?.diff.wave) ?? false;
  const commit = pull?.ended?.outcome === 'merged' && !isWritten ? pull.ended.commit : undefined;
  const base = pull?.base;
  const left = commit === undefined ? merged : { commit, ...(base !== undefined && { base }) };
  return { ...stage, ...(left && { merged: left }) };
}
