import { arrivalOf, withArrival } from '../bundle/arrival.ts';
import { isOpen, type PipelineState, type Promotion, type WaveCommit } from '../promotion/state.ts';
import { drifted, withoutDrift } from './apply-drift.ts';
import { ended, leave, succeeded } from './apply-ends.ts';
import { withFleetFact } from './apply-fleet.ts';
import { returned, withPullRequest } from './apply-pull-requests.ts';
import { refused, voted, withoutVotes } from './apply-votes.ts';
import type { Entry, EntryOf } from './entry.ts';
import { withPromotion, withRelease, withStage } from './rows.ts';

/**
 * The one place where state changes. The store writes what this returns in the same transaction as the entry, and
 * `rebuild` folds the whole ledger with it, so the two can only differ if somebody wrote past the ledger (I6).
 */
export function apply(state: PipelineState, entry: Entry): PipelineState {
  if (entry.sequence !== state.sequence + 1)
    throw new LedgerGapError(state.pipeline, state.sequence, entry.sequence);
  return { ...dated(state, change(state, entry), entry), sequence: entry.sequence };
}

/** Remarks of watchdog and sweep concern one state of a promotion: they go when it comes into another. */
function dated(before: PipelineState, after: PipelineState, entry: Entry): PipelineState {
  if (!('promotion' in entry) || entry.promotion === undefined) return after;
  const [was, is] = [before.promotions[entry.promotion], after.promotions[entry.promotion]];
  if (was?.status === is?.status && was?.wave === is?.wave) return after;
  return withPromotion(after, entry.promotion, ({ overdue: _, swept: __, ...promotion }) => ({
    ...promotion,
    since: entry.at,
  }));
}

/** An entry was applied out of order: the ledger has a gap or the state was read half-way through a change. */
export class LedgerGapError extends Error {
  override readonly name = 'LedgerGapError';
  constructor(pipeline: string, have: number, got: number) {
    super(`Ledger of ${pipeline}: entry ${got} cannot follow entry ${have}. Read the state again.`);
  }
}

function change(state: PipelineState, entry: Entry): PipelineState {
  switch (entry.type) {
    case 'pipeline-defined': {
      const { version, commit, file, images } = entry;
      const known = state.definition;
      const since = known !== undefined && isEqual(known.images, images) ? known.since : entry.at;
      return { ...state, definition: { version, commit, file, images, since } };
    }
    case 'pipeline-removed': {
      const { definition: _, ...rest } = state;
      return rest;
    }
    case 'artifact-arrived':
      return { ...state, arrivals: withArrival(state.arrivals ?? [], arrivalOf(entry)) };
    case 'release-created':
      return withRelease(state, entry.release, () => ({
        id: entry.release,
        pipeline: entry.pipeline,
        artifacts: entry.artifacts,
        tags: [...new Set(entry.artifacts.map(({ tag }) => tag))],
        createdAt: entry.at,
        passed: {},
      }));
    case 'release-tagged':
      return withRelease(state, entry.release, (release) => ({
        ...release,
        tags: [...release.tags, entry.tag],
      }));
    case 'release-marked': {
      const { reason, at } = entry;
      return withRelease(state, entry.release, (release) => ({ ...release, mark: { reason, at } }));
    }
    case 'release-mark-lifted':
      return withRelease(state, entry.release, ({ mark: _, ...release }) => release);
    case 'promotion-requested':
      return withStage(
        withPromotion(state, entry.promotion, () => requested(entry)),
        entry.stage,
        (stage) => ({
          ...stage,
          waiting: [...stage.waiting, entry.promotion],
        }),
      );
    case 'stage-acquired':
      return withStage(
        withPromotion(state, entry.promotion, (p) => ({ ...p, status: 'gated', acquiredAt: entry.at })),
        entry.stage,
        (stage) => ({ ...leave(stage, entry.promotion), active: entry.promotion }),
      );
    case 'gates-closed':
      return withPromotion(state, entry.promotion, (p) => ({ ...p, gates: entry.gates }));
    case 'gates-passed':
      return withPromotion(state, entry.promotion, (p) => ({
        ...p,
        gates: entry.gates,
        status: 'committing',
        wave: entry.wave,
      }));
    case 'vote-cast':
      return withPromotion(state, entry.promotion, (p) => voted(p, entry));
    case 'vote-refused':
      return withStage(state, entry.stage, (stage) => refused(stage, entry));
    case 'gate-overridden': {
      const { gate, reason, said, at, by } = entry;
      const override = { gate, person: by.kind === 'person' ? by.name : by.kind, reason, said, at };
      return withPromotion(state, entry.promotion, (p) => ({
        ...p,
        overrides: [...(p.overrides ?? []), override],
      }));
    }
    case 'votes-dropped':
      return withPromotion(state, entry.promotion, (p) => withoutVotes(p, entry));
    case 'pull-request-opened':
    case 'pull-request-extended':
    case 'pull-request-ended':
    case 'pull-request-not-needed':
      return withPromotion(state, entry.promotion, (p) => withPullRequest(p, entry));
    case 'wave-committed':
      return withPromotion(state, entry.promotion, (p) => committed(p, entry));
    case 'target-failing':
      return withPromotion(state, entry.promotion, (p) => ({
        ...p,
        failing: { ...p.failing, [targetKey(entry)]: entry.message },
      }));
    case 'target-recovered':
      return withPromotion(state, entry.promotion, (p) => {
        const { [targetKey(entry)]: _, ...failing } = p.failing;
        return { ...p, failing };
      });
    case 'wave-soaking':
      return withPromotion(state, entry.promotion, (p) => ({ ...p, soakingSince: entry.since }));
    case 'wave-healthy':
      return withPromotion(state, entry.promotion, ({ soakingSince: _, ...p }) => ({
        ...p,
        status: 'gated',
        wave: entry.wave + 1,
        failing: {},
        commits: p.commits.map((commit) =>
          commit.wave === entry.wave
            ? { ...commit, healthy: { at: entry.at, targets: entry.targets } }
            : commit,
        ),
      }));
    case 'promotion-succeeded':
      return succeeded(state, entry);
    case 'promotion-superseded': {
      const { reason, supersededBy } = entry;
      return ended(state, entry, { status: 'superseded', reason, supersededBy });
    }
    case 'promotion-rejected':
      return ended(state, entry, { status: 'rejected', reason: entry.reason });
    case 'promotion-failed':
      return ended(state, entry, { status: 'failed', reason: entry.reason });
    case 'change-returned':
      return withPromotion(state, entry.promotion, (p) => returned(p, entry.gates));
    case 'stopped':
    case 'resumed':
    case 'cluster-silent':
    case 'request-refused':
      return withFleetFact(state, entry);
    case 'overdue':
      return withPromotion(state, entry.promotion, (p) => ({ ...p, overdue: entry.status }));
    case 'swept':
      return withPromotion(state, entry.promotion, (p) => ({ ...p, swept: entry.sentence }));
    case 'push-found':
      return state;
    case 'drift-found':
      return withStage(state, entry.stage, (stage) => drifted(stage, entry));
    case 'drift-ended':
      return withStage(state, entry.stage, (stage) => withoutDrift(stage, entry));
    case 'stage-held': {
      const { by, reason, at } = entry;
      return withStage(state, entry.stage, (stage) => ({ ...stage, hold: { by, reason, at } }));
    }
    case 'stage-hold-lifted':
      return withStage(state, entry.stage, ({ hold: _, ...stage }) => stage);
  }
}

const isEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, index) => text === b[index]);

/** How `Promotion.failing` names a target. */
export const targetKey = ({ cluster, overlay }: { cluster: string; overlay: string }): string =>
  `${cluster} ${overlay}`;

function requested(entry: EntryOf<'promotion-requested'>): Promotion {
  return {
    id: entry.promotion,
    pipeline: entry.pipeline,
    stage: entry.stage,
    release: entry.release,
    tag: entry.tag,
    attempt: entry.attempt,
    definition: entry.definition,
    requestedAt: entry.at,
    requestedBy: entry.by,
    ...(entry.rollback && { rollback: entry.rollback }),
    status: 'waiting',
    wave: 0,
    votes: [],
    gates: [],
    commits: [],
    failing: {},
  };
}

/** A commit can land after its promotion has ended (its token timed out); it is then recorded and changes no status. */
function committed(promotion: Promotion, entry: EntryOf<'wave-committed'>): Promotion {
  const { wave, commit, changed, requestedAt, files, at } = entry;
  const made: WaveCommit = { wave, commit, changed, requestedAt, files, at };
  return {
    ...promotion,
    commits: [...promotion.commits, made],
    ...(promotion.status === 'committing' && { status: 'verifying' as const }),
  };
}

/** The whole ledger of a pipeline, in order, as the state it amounts to. */
export const rebuild = (empty: PipelineState, entries: Iterable<Entry>): PipelineState => {
  let state = empty;
  for (const entry of entries) state = apply(state, entry);
  return state;
};

export const openPromotions = (state: PipelineState): Promotion[] =>
  Object.values(state.promotions).filter(isOpen);
