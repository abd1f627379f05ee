import type { Fact } from '../../domain/ledger/entry.ts';
import type { PullRequestFact } from '../../domain/ledger/entry-pull-requests.ts';
import { identity } from '../../domain/promotion/identity.ts';
import { isOpen, type Promotion } from '../../domain/promotion/state.ts';
import { decide } from '../decide.ts';
import { wake } from '../follow-up.ts';
import { gatesOf, type Surroundings } from '../gates.ts';
import type { Using } from '../ports.ts';

type Of<Type extends PullRequestFact['type']> = Extract<Fact, { type: Type }>;
type Told<Type extends PullRequestFact['type']> = Omit<Of<Type>, 'type' | 'promotion' | 'release' | 'stage'>;

/** Records, once, what became of a pull request that is how the stage is written. */
export async function recordEnd(
  ports: Using<'ledger' | 'clock'>,
  { id, pipeline }: Promotion,
  end: Told<'pull-request-ended'>,
): Promise<void> {
  await decide(ports, pipeline, { promotions: [id] }, (draft) => {
    const promotion = draft.state.promotions[id];
    const pull = promotion?.pullRequests?.find((known) => known.id === end.pullRequest);
    if (promotion === undefined || !isOpen(promotion) || pull === undefined) return;
    if (pull.ended?.outcome === end.outcome) return;
    draft.record({ type: 'pull-request-ended', ...identity(promotion), ...end });
  });
}

/** Records, once, that the wave under way needs no pull request. */
export async function recordNotNeeded(
  ports: Using<'ledger' | 'clock'>,
  { id, pipeline, wave }: Promotion,
  reason: string,
): Promise<void> {
  await decide(ports, pipeline, { promotions: [id] }, (draft) => {
    const promotion = draft.state.promotions[id];
    if (promotion?.status !== 'gated' || promotion.wave !== wave || promotion.unproposed?.wave === wave)
      return;
    draft.record({ type: 'pull-request-not-needed', ...identity(promotion), wave, reason });
  });
}

/** Lets a promotion go on whose gates are not closed any more; whoever died before it did so runs again. */
export async function goOn(
  ports: Using<'ledger' | 'configuration' | 'workflow' | 'waits' | 'clock'>,
  { id, pipeline }: Promotion,
  surroundings: Surroundings,
): Promise<void> {
  const state = await ports.ledger.read(pipeline, { promotions: [id] });
  const promotion = state.promotions[id];
  if (promotion?.status !== 'gated') return;
  const { verdict } = await gatesOf(ports, state, promotion, surroundings);
  if (verdict !== 'closed') await wake(ports, id, 'gates');
}
