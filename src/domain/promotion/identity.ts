import type { OfPromotion } from '../ledger/of-promotion.ts';
import type { Promotion } from './state.ts';

type Identified = Pick<Promotion, 'id' | 'release' | 'stage' | 'pullRequests'>;

/** The fields by which every fact about a promotion names it. */
export function identity({ id, release, stage, pullRequests }: Identified): OfPromotion {
  const pullRequest = pullRequests?.at(-1)?.id;
  return { promotion: id, release, stage, ...(pullRequest !== undefined && { pullRequest }) };
}
