import { METRICS } from '../contract.ts';
import { foldReport } from '../domain/health/fold.ts';
import { type HealthObservation, isFresh } from '../domain/health/observation.ts';
import { targetKey } from '../domain/ledger/apply.ts';
import { type AgentObject, agentOf, type Watch } from '../ports/health.ts';
import { RefusedError } from './errors.ts';
import { wake } from './follow-up.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';
import { judgePromotion } from './wave-health.ts';

/**
 * Longer than an agent may take to deliver (Flux: the Provider's timeout of at most 55 s and 5 s more; Argo CD: six
 * retries of up to 30 s), with room for a cluster's clock that is off. Inside it a replayed report is a duplicate, which
 * folding ignores.
 */
const FRESH_MS = 10 * 60 * 1000;

export type TakeNeeds = Using<'ledger' | 'repository' | 'health' | 'waits' | 'workflow' | 'clock' | 'log'>;

/** @throws RefusedError for a report that is old (a replay) or from the future */
export function requireFresh(at: number, now: number): void {
  if (isFresh(at, now, FRESH_MS)) return;
  throw new RefusedError(
    `The report's timestamp ${new Date(at).toISOString()} is more than ${FRESH_MS / 60_000} minutes from now. Check the clock.`,
  );
}

/**
 * Stores what an agent of the cluster said, then looks which promotions that lets go on. The cluster is the one that was
 * authenticated.
 */
export async function takeReports(
  ports: TakeNeeds,
  cluster: string,
  observations: readonly HealthObservation[],
  receivedAt: number,
): Promise<void> {
  if (observations.length === 0) return;
  ports.log.count(METRICS.healthReport, observations.length);
  const stored = await inParallel(observations, (observation) => {
    const { namespace, name } = observation.object;
    const agent = { cluster, namespace, name };
    return ports.health.report(agent, (previous) => foldReport(previous, observation, receivedAt));
  });
  for (const watch of stored.flatMap(({ watches }) => watches)) await reconsider(ports, watch);
}

/** Wakes a promotion only when the report can change its verdict: a wave of 200 targets is woken once, not 200 times. */
async function reconsider(ports: TakeNeeds, watch: Watch): Promise<void> {
  const { promotions } = await ports.ledger.read(watch.pipeline);
  const promotion = promotions[watch.promotion];
  if (promotion?.status !== 'verifying' || promotion.wave !== watch.wave)
    return ports.health.unwatch([watch]);
  const { targets, verdict } = await judgePromotion(ports, promotion);
  const own = targets.find(({ target }) => isSameAgent(agentOf(target), watch.agent));
  const wasFailing = own !== undefined && promotion.failing[targetKey(own.target)] !== undefined;
  const isNews = (own?.state === 'failing') !== wasFailing;
  const beginsSoak =
    verdict.verdict === 'waiting' &&
    verdict.healthySince !== undefined &&
    promotion.soakingSince === undefined;
  if (verdict.verdict !== 'waiting' || isNews || beginsSoak) await wake(ports, promotion.id, 'health');
}

const isSameAgent = (a: AgentObject, b: AgentObject): boolean =>
  a.cluster === b.cluster && a.namespace === b.namespace && a.name === b.name;
