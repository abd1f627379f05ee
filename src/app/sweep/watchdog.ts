import { identity } from '../../domain/promotion/identity.ts';
import { dueAt } from '../../domain/promotion/overdue.ts';
import type { Promotion } from '../../domain/promotion/state.ts';
import { decide } from '../decide.ts';
import { stageOf } from '../definitions.ts';
import type { Findings } from './findings.ts';
import type { SweepPorts } from './ports.ts';

/**
 * Calls a promotion overdue that is in its state for longer than it should: in the log and as a metric at every sweep,
 * in the ledger, and so as an event, once per state.
 */
export async function watch(ports: SweepPorts, findings: Findings, promotion: Promotion): Promise<void> {
  const { id, pipeline, stage, status } = promotion;
  const due = dueAt(promotion, await stageOf(ports, promotion));
  if (due === undefined || ports.clock.now() <= due) return;
  const at = new Date(due).toISOString();
  findings.late(id, `${status} in ${stage}, due at ${at}`);
  await decide(ports, pipeline, {}, (draft) => {
    const now = draft.state.promotions[id];
    if (now?.status === status && now.overdue !== status)
      draft.record({ type: 'overdue', ...identity(now), status, due: at });
  });
}
