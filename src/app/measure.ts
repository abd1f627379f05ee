import { METRICS } from '../contract.ts';
import { waitsForPeople } from '../domain/gates/answer.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import type { Promotion } from '../domain/promotion/state.ts';
import type { Using } from './ports.ts';

/** The durations that the recorded facts tell of. A call that comes again records nothing and measures nothing. */
export function measure({ log }: Using<'log'>, { before, entries }: Draft): void {
  for (const entry of entries) {
    const promotion = 'promotion' in entry ? before.promotions[entry.promotion] : undefined;
    if (promotion === undefined) continue;
    if (entry.type === 'gates-passed' && promotion.gates.some(waitsForPeople))
      log.measure(METRICS.waitedForPeople, since(promotion.since ?? promotion.requestedAt, entry));
    if (entry.type === 'wave-committed' && entry.wave === 0 && hadNothingToWaitFor(promotion))
      log.measure(METRICS.requestToCommit, since(promotion.requestedAt, entry));
  }
}

/** It had its stage in the decision that asked for it, and no gates but those that every stage has. */
const hadNothingToWaitFor = ({ acquiredAt, requestedAt, gates }: Promotion): boolean =>
  acquiredAt === requestedAt &&
  gates.every(({ gate, state }) => state === 'open' && ['hold', 'stop'].includes(gate));

const since = (begin: string, { at }: Entry): number => Date.parse(at) - Date.parse(begin);
