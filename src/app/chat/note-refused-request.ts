import type { Unproven } from '../../domain/ledger/entry-requests.ts';
import {
  type RefusedRequest,
  refusedRequestHour,
  refusedRequestKey,
} from '../../domain/ledger/entry-requests.ts';
import { FLEET_LEDGER } from '../../domain/promotion/stop.ts';
import { decide } from '../decide.ts';
import type { Using } from '../ports.ts';

/** The answer is due within three seconds, and tells nothing of what became of the note. */
const PATIENCE_MS = 500;

/**
 * Hands the first refused request of an hour to the queue; what follows is remembered to be known while the function is
 * warm. Anybody can send these: so the sender is never told, nor kept waiting, by what the note meets, and one that is
 * lost is made by the next request.
 */
export function createRefusalNotes(
  ports: Using<'chatQueue' | 'clock' | 'log'>,
): (because: Unproven) => Promise<void> {
  const noted = new Map<string, string>();
  return async (because) => {
    const request: RefusedRequest = {
      ...{ via: 'slack', because },
      first: new Date(ports.clock.now()).toISOString(),
    };
    const [key, hour] = [refusedRequestKey(request), refusedRequestHour(request)];
    if (noted.get(key) === hour) return;
    const as = { group: 'refused requests', id: `refused ${key} ${hour}` };
    const sent = ports.chatQueue.send({ kind: 'refused-request', ...request }, as).then(
      () => void noted.set(key, hour),
      (error: unknown) => ports.log.warn('A refused request could not be noted', { reason: String(error) }),
    );
    await Promise.race([sent, ports.clock.pause(PATIENCE_MS)]);
  };
}

/** One entry for each way, reason and hour, however many functions have noted it. */
export async function recordRefusedRequest(
  ports: Using<'ledger' | 'clock'>,
  { via, because, first }: RefusedRequest,
): Promise<void> {
  await decide(ports, FLEET_LEDGER, {}, (draft) => {
    const last = draft.state.refused?.[refusedRequestKey({ via, because })];
    if (last === undefined || last < refusedRequestHour({ first }))
      draft.record({ type: 'request-refused', via, because, first });
  });
}
