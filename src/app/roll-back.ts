import type { Draft } from '../domain/ledger/draft.ts';
import { identity } from '../domain/promotion/identity.ts';
import { mark, requestRollback, turnAwayFirst } from '../domain/promotion/rollback.ts';
import type { PipelineState, StageState } from '../domain/promotion/state.ts';
import { isOpen } from '../domain/promotion/state.ts';
import { promotionId, type Release } from '../domain/release.ts';
import { attemptsOf, nextAttempt } from './attempts.ts';
import { decide } from './decide.ts';
import { stageNamed } from './definitions.ts';
import { NotFoundError, RefusedError } from './errors.ts';
import { followUp } from './follow-up.ts';
import type { Using } from './ports.ts';

export interface RollbackOrder {
  readonly pipeline: string;
  readonly stage: string;
  /** A release that has passed the stage; without it what was there before the release that is, or is coming. */
  readonly to?: string | undefined;
  readonly person: string;
  readonly reason: string;
}

/**
 * Puts back an earlier healthy release of a stage. It pre-empts what is under way there, asks no gate, marks what it
 * takes away as bad, and leaves the stage on hold.
 */
export async function rollBack(
  ports: Using<'ledger' | 'workflow' | 'waits' | 'clock'>,
  order: RollbackOrder,
): Promise<{ promotion: string }> {
  const { pipeline, stage: name, reason } = order;
  if (reason.trim() === '') throw new RefusedError('Say why: a rollback needs a reason.');
  const by = { kind: 'person', name: order.person } as const;
  const first = await readWithLast(ports, pipeline, name);
  const to = targetOf(first, order);
  const bad = badRelease(first, name, to);
  const beside = { releases: [to, ...(bad === undefined ? [] : [bad])], promotions: attemptsOf(to, name) };
  const make = async (open: Draft): Promise<{ promotion: string } | 'partly'> => {
    const { definition, stage } = await stageNamed(ports, open.state, name);
    const active = open.state.promotions[open.state.stages[name]?.active ?? ''];
    if (active?.rollback !== undefined)
      throw new RefusedError(`${name} is being rolled back to ${active.tag} already.`);
    const release = earlier(open.state.releases[to], to, name);
    const ends = bad !== undefined && { release: bad, id: active?.id };
    if (ends && turnAwayFirst(open, definition.pipeline, ends, reason) === 'partly') return 'partly';
    if (active !== undefined && isOpen(active))
      open.record({ type: 'promotion-failed', ...identity(active), reason: `rolled back: ${reason}` }, by);
    if (bad !== undefined) mark(open, definition.pipeline, bad, reason, by);
    const attempt = nextAttempt(open.state, to, name);
    const promotion = promotionId(to, name, attempt);
    const overlays = [...new Set(stage.waves.flat().map(({ overlay }) => overlay))];
    const request = {
      promotion,
      attempt,
      stage: name,
      release,
      rollback: { overlays },
      definition: definition.version,
      by,
    };
    requestRollback(open, definition.pipeline, request);
    return { promotion };
  };
  for (;;) {
    const { result, draft } = await decide(ports, pipeline, beside, make);
    await followUp(ports, draft);
    if (result !== 'partly') return result;
  }
}

/** What is coming counts as bad, and what is there is then what to go back to; else what is there is the bad one. */
function targetOf(
  { stages, promotions }: PipelineState,
  { pipeline, stage: name, to }: RollbackOrder,
): string {
  if (to !== undefined) return to;
  const stage = stages[name];
  const found = comes(stage, promotions) ? stage?.current?.release : stage?.previous;
  if (found === undefined)
    throw new RefusedError(
      `${name} of ${pipeline} has no earlier release to roll back to. Name one with --to.`,
    );
  return found;
}

const badRelease = ({ stages, promotions }: PipelineState, name: string, to: string): string | undefined => {
  const coming = comes(stages[name], promotions);
  const bad = coming ?? stages[name]?.current?.release;
  return bad === to ? undefined : bad;
};

/** The release that is under way, or that failed there last and is still in the overlays. */
function comes(stage: StageState | undefined, promotions: PipelineState['promotions']): string | undefined {
  const active = promotions[stage?.active ?? ''];
  if (active !== undefined) return active.release;
  const last = promotions[stage?.last ?? ''];
  return last?.status === 'failed' && last.commits.length > 0 ? last.release : undefined;
}

async function readWithLast(ports: Using<'ledger'>, pipeline: string, stage: string): Promise<PipelineState> {
  const state = await ports.ledger.read(pipeline);
  const last = state.stages[stage]?.last;
  return last === undefined ? state : ports.ledger.read(pipeline, { promotions: [last] });
}

function earlier(release: Release | undefined, id: string, stage: string): Release {
  if (release === undefined) throw new NotFoundError(`There is no release ${id}. See: towpath ledger`);
  if (release.passed[stage] === undefined)
    throw new RefusedError(`${id} has never passed ${stage}, so it is nothing to roll back to.`);
  if (release.mark !== undefined) throw new RefusedError(`${id} is marked as bad: ${release.mark.reason}`);
  return release;
}
