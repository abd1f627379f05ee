import type { PipelineState } from '../domain/promotion/state.ts';
import { isOpen, type Promotion } from '../domain/promotion/state.ts';
import type { StoredWait } from '../ports/workflow.ts';
import { promotionIn, stageOf } from './definitions.ts';
import { gatesOf } from './gates.ts';
import type { Using } from './ports.ts';
import { type WakeNeeds, wakeWave } from './wake-agents.ts';
import { judgePromotion, type WaveHealth, watchesOf } from './wave-health.ts';

type Needs = Using<'ledger' | 'health' | 'waits' | 'workflow'> & WakeNeeds;

/** A deadline may be seen this much later than it passed; a commit usually takes less. */
const LATE_MS = 10_000;

/**
 * Stores the token first and looks second: whoever changes something stores the change first and looks for a token
 * second. So whichever comes first, one of the two sees the other.
 *
 * `until` is when the execution will look by itself; a change that asks for an earlier look answers at once. Empty
 * right after a commit: nobody has looked yet, and the execution does so after the whole time that the wave has.
 */
export async function awaitChange(
  ports: Needs,
  input: StoredWait & { readonly pipeline: string; readonly until?: string | undefined },
): Promise<void> {
  const { pipeline, until, ...wait } = input;
  await ports.waits.put(wait);
  const state = await ports.ledger.read(pipeline, { promotions: [wait.promotion] });
  const promotion = promotionIn(state, wait.promotion);
  if (!isOpen(promotion) || !(await mustWait(ports, state, promotion, wait.for, until)))
    await ports.workflow.answer(wait.token);
  // Last: whoever is slow to be told keeps nobody waiting, for the execution waits by itself now.
  if (wait.for === 'health' && until === '') await wakeWave(ports, promotion);
}

async function mustWait(
  ports: Needs,
  state: PipelineState,
  promotion: Promotion,
  what: StoredWait['for'],
  until: string | undefined,
): Promise<boolean> {
  if (what === 'stage') return promotion.status === 'waiting';
  if (what === 'gates') {
    const gates = await gatesOf(ports, state, promotion);
    return gates.verdict === 'closed' && !isEarlier(gates.until, until);
  }
  if (promotion.status !== 'verifying') return false;
  const isFirst = until === '';
  if (isFirst) await ports.health.watch(watchesOf(promotion, await stageOf(ports, promotion)));
  const { verdict, stage } = await judgeWatched(ports, promotion);
  if (verdict.verdict !== 'waiting') return false;
  const looksAt = isFirst ? iso(ports.clock.now() + stage.health.timeoutMs - LATE_MS) : until;
  return !isEarlier(iso(verdict.nextCheckAt), looksAt);
}

/** An execution of an older machine comes here from a check, without having been here before. */
async function judgeWatched(ports: Needs, promotion: Promotion): Promise<WaveHealth> {
  const health = await judgePromotion(ports, promotion);
  if (health.unwatched.length === 0) return health;
  await ports.health.watch(health.unwatched);
  return judgePromotion(ports, promotion);
}

const iso = (time: number): string => new Date(time).toISOString();

const isEarlier = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && Date.parse(a) < Date.parse(b);
