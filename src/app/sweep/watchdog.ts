import { identity } from '../../domain/promotion/identity.ts';
import { dueAt } from '../../domain/promotion/overdue.ts';
import type { PipelineState, Promotion } from '../../domain/promotion/state.ts';
import { decide } from '../decide.ts';
import { stageOf } from '../definitions.ts';
import { gatesOf } from '../gates.ts';
import type { Findings } from './findings.ts';
import type { SweepPorts } from './ports.ts';

/**
 * Calls a promotion overdue that is in its state for longer than it should: in the log and as a metric at every sweep,
 * in the ledger, and so as an event, once per state.
 */
export async function watch(
  ports: SweepPorts,
  findings: Findings,
  state: PipelineState,
  promotion: Promotion,
): Promise<void> {
  const { id, pipeline, stage, status } = promotion;
  const due = await overdueSince(ports, state, promotion);
  if (due === undefined) return;
  const at = new Date(due).toISOString();
  findings.late(id, `${status} in ${stage}, due at ${at}`);
  await decide(ports, pipeline, {}, (draft) => {
    const now = draft.state.promotions[id];
    if (now?.status === status && now.overdue !== status)
      draft.record({ type: 'overdue', ...identity(now), status, due: at });
  });
}

/** Undefined in time. What its gates said last may be days old: a freeze begins without anybody asking them. */
async function overdueSince(
  ports: SweepPorts,
  state: PipelineState,
  promotion: Promotion,
): Promise<number | undefined> {
  const definition = await stageOf(ports, promotion);
  const lateSince = (asked: Promotion): number | undefined => {
    const due = dueAt(asked, definition);
    return due !== undefined && ports.clock.now() > due ? due : undefined;
  };
  const since = lateSince(promotion);
  if (since === undefined || promotion.status !== 'gated') return since;
  const { answers: gates } = await gatesOf(ports, state, promotion);
  return lateSince({ ...promotion, gates });
}
