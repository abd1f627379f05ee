import { identity } from '../../domain/promotion/identity.ts';
import { isOpen } from '../../domain/promotion/state.ts';
import { decide } from '../decide.ts';
import type { SweepPorts } from './ports.ts';

/** Puts a repair into the ledger of its promotion, once: what is repaired in vain is not repeated there every time. */
export async function remark(
  ports: SweepPorts,
  pipeline: string,
  id: string,
  repair: 'execution' | 'wait' | 'change',
  sentence: string,
): Promise<void> {
  await decide(ports, pipeline, {}, (draft) => {
    const promotion = draft.state.promotions[id];
    if (promotion === undefined || !isOpen(promotion) || promotion.swept === sentence) return;
    draft.record({ type: 'swept', ...identity(promotion), repair, sentence });
  });
}
