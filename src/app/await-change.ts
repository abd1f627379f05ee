import type { PipelineState } from '../domain/promotion/state.ts';
import { isOpen, type Promotion } from '../domain/promotion/state.ts';
import type { StoredWait } from '../ports/workflow.ts';
import { promotionIn } from './definitions.ts';
import { gatesOf } from './gates.ts';
import type { Using } from './ports.ts';
import { judgePromotion } from './wave-health.ts';

type Needs = Using<'ledger' | 'configuration' | 'repository' | 'health' | 'waits' | 'workflow' | 'clock'>;

/**
 * Stores the token first and looks second: whoever changes something stores the change first and looks for a token
 * second. So whichever comes first, one of the two sees the other.
 *
 * `until` is when the execution will look by itself; a change that asks for an earlier look answers at once.
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
  const { verdict } = await judgePromotion(ports, promotion);
  return verdict.verdict === 'waiting' && !isEarlier(new Date(verdict.nextCheckAt).toISOString(), until);
}

const isEarlier = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && Date.parse(a) < Date.parse(b);
