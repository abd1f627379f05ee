import type { PipelineState, Promotion } from '../../domain/promotion/state.ts';
import type { StoredWait } from '../../ports/workflow.ts';
import type { Clock } from '../../ports/world.ts';
import { gatesOf } from '../gates.ts';
import { judgePromotion } from '../wave-health.ts';
import { GRACE_MS } from './grace.ts';
import type { SweepPorts } from './ports.ts';

/** The status in which a promotion waits so; in any other, the wait is over and only its row is left. */
const STATUS_OF = { stage: 'gated', gates: 'gated', health: 'verifying' } as const;

/**
 * Why a waiting promotion could move, by the same evaluation that its execution makes; undefined when it rightly waits.
 * Asked for the time of a grace ago, since what time alone changes is seen by the execution itself.
 */
export async function canMove(
  ports: SweepPorts,
  state: PipelineState,
  promotion: Promotion,
  waitsFor: StoredWait['for'],
): Promise<string | undefined> {
  if (promotion.status !== STATUS_OF[waitsFor]) return undefined;
  if (waitsFor === 'stage') return `waited for ${promotion.stage}, which it had`;
  const earlier = { ...ports, clock: clockAt(ports.clock, ports.clock.now() - GRACE_MS) };
  if (waitsFor === 'gates') {
    const { verdict } = await gatesOf(earlier, state, promotion);
    return verdict === 'closed' ? undefined : `waited at gates that are ${verdict}`;
  }
  const { verdict } = await judgePromotion(earlier, promotion);
  if (verdict.verdict !== 'waiting') return `waited for health, which is ${verdict.verdict}`;
  const { healthySince } = verdict;
  const hasBegunToSoak = healthySince !== undefined && healthySince <= earlier.clock.now();
  return hasBegunToSoak && promotion.soakingSince === undefined
    ? 'waited for health, which it had'
    : undefined;
}

const clockAt = (clock: Clock, now: number): Clock => ({
  now: () => now,
  pause: (milliseconds) => clock.pause(milliseconds),
  chance: () => clock.chance(),
});
