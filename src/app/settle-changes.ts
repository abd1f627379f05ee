import { withoutSkip } from '../domain/ledger/apply-pull-requests.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import { identity } from '../domain/promotion/identity.ts';
import type { PipelineState, Promotion } from '../domain/promotion/state.ts';
import type { Change } from '../ports/changes.ts';
import type { Applied, Refused } from './apply-changes.ts';
import type { Landed } from './commit-trailers.ts';
import { decide } from './decide.ts';
import { isEditedIn } from './edited-file.ts';
import { ChangeRefusedError, ChangeReturnedError } from './errors.ts';
import { gatesOf, type Surroundings } from './gates.ts';
import { inParallel } from './in-parallel.ts';
import { measure } from './measure.ts';
import type { Using } from './ports.ts';
import { checkVotes } from './stage-diff.ts';

type Needs = Using<'ledger' | 'changes' | 'workflow' | 'clock' | 'log'>;

/**
 * Records what became of every change that `commit` carries, or that was there already. `states` are the pipelines as
 * the last look at the gates saw them, by the change's id.
 */
export async function settle(
  ports: Needs,
  applied: Applied,
  commit: string,
  states: ReadonlyMap<string, PipelineState>,
): Promise<void> {
  await inParallel(applied.written, ({ change, paths }) =>
    record(ports, change, { commit, changed: true, files: paths }, states.get(change.id)),
  );
  await inParallel(applied.same, (change) =>
    record(ports, change, { commit, changed: false, files: [] }, states.get(change.id)),
  );
}

/** Records the changes that a commit found in the history carries; returns the others. */
export async function settleLanded(
  ports: Needs & Using<'repository'>,
  changes: readonly Change[],
  landed: Landed | undefined,
): Promise<Change[]> {
  if (landed === undefined) return [...changes];
  const { commit, parent, promotions } = landed;
  const isIn = ({ promotion }: Change): boolean => promotions.includes(promotion);
  const paths = await ports.repository.changedPaths(parent, commit);
  await inParallel(changes.filter(isIn), (change) => {
    const files = paths.filter((path) => change.edits.some((edit) => isEditedIn(edit, path)));
    return record(ports, change, { commit, changed: true, files });
  });
  return changes.filter((change) => !isIn(change));
}

/** Each refused change ends its own promotion; the state machine records why. */
export async function refuse(ports: Needs, refused: readonly Refused[]): Promise<void> {
  for (const { change, reason } of refused) {
    await ports.workflow.fail(change.token, new ChangeRefusedError(reason).name, reason);
    await ports.changes.remove(change);
  }
}

/**
 * A gate has closed since the change was asked for: the promotion goes back to its gates, and says why. Approvals of another
 * diff than that at the tip fall with it, so that it says what whoever asks next is told.
 *
 * @param also records beside it what closed the gate
 */
export async function giveBack(
  ports: Needs & Using<'configuration' | 'repository'>,
  change: Change,
  surroundings: Surroundings,
  also: (draft: Draft, promotion: Promotion) => void = () => {},
): Promise<void> {
  await decide(ports, change.pipeline, {}, async (draft) => {
    const found = draft.state.promotions[change.promotion];
    if (found?.status !== 'committing' || found.wave !== change.wave) return;
    also(draft, found);
    const told = draft.state.promotions[change.promotion] ?? found;
    const promotion = await checkVotes(ports, draft, told);
    const { answers } = await gatesOf(ports, draft.state, withoutSkip(promotion), surroundings);
    draft.record({ type: 'change-returned', ...identity(promotion), wave: change.wave, gates: answers });
  });
  const returned = new ChangeReturnedError('A gate has closed.');
  await ports.workflow.fail(change.token, returned.name, returned.message);
  await ports.changes.remove(change);
}

/** A change that nobody wants any more, or that is recorded already: its execution looks for itself. */
export async function drop(ports: Needs, change: Change): Promise<void> {
  await ports.workflow.answer(change.token);
  await ports.changes.remove(change);
}

/** Recorded, then answered, then removed: a crash in between repeats the rest, with no further effect. */
export async function record(
  ports: Needs,
  change: Change,
  made: { commit: string; changed: boolean; files: readonly string[] },
  known?: PipelineState,
): Promise<void> {
  const write = (draft: Draft): void => {
    const promotion = draft.state.promotions[change.promotion];
    if (promotion === undefined || promotion.commits.some(({ wave }) => wave === change.wave)) return;
    const { wave, requestedAt } = change;
    draft.record({ type: 'wave-committed', ...identity(promotion), wave, requestedAt, ...made });
  };
  const beside = { promotions: [change.promotion] };
  const { draft } = await decide(ports, change.pipeline, beside, write, known);
  measure(ports, draft);
  await drop(ports, change);
}
