import { METRICS } from '../contract.ts';
import type { CanaryObservation } from '../domain/health/canary.ts';
import { type AgentReport, foldReport } from '../domain/health/fold.ts';
import { foldCanary } from '../domain/health/fold-canary.ts';
import { type HealthObservation, inFewWords, isFresh } from '../domain/health/observation.ts';
import { targetKey } from '../domain/ledger/apply.ts';
import { type AgentObject, objectsOf, objectText, type Watch } from '../ports/health.ts';
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
    return ports.health.report(agent, (previous) =>
      foldReport(previous, inFewWords(observation), receivedAt),
    );
  });
  for (const watch of stored.flatMap(({ watches }) => watches)) await reconsider(ports, watch);
}

/**
 * Stores what Flagger said of a Canary, then looks which promotions that lets go on. Returns what is known of it now.
 * Flagger asks at each interval while a canary is under way: what changes nothing costs a look at the row.
 */
export async function takeCanary(
  ports: TakeNeeds,
  cluster: string,
  observation: CanaryObservation,
): Promise<AgentReport | undefined> {
  ports.log.count(METRICS.healthReport);
  const { namespace, name } = observation.object;
  let isNews = false;
  const { report, watches } = await ports.health.report(
    { cluster, kind: 'Canary', namespace, name },
    (previous) => {
      const next = foldCanary(previous, inFewWords(observation));
      isNews = next !== undefined;
      return next;
    },
  );
  if (isNews) for (const watch of watches) await reconsider(ports, watch);
  return report;
}

/** Wakes a promotion only when the report can change its verdict: a wave of 200 targets is woken once, not 200 times. */
async function reconsider(ports: TakeNeeds, watch: Watch): Promise<void> {
  const { promotions } = await ports.ledger.read(watch.pipeline);
  const promotion = promotions[watch.promotion];
  if (promotion?.status !== 'verifying' || promotion.wave !== watch.wave)
    return ports.health.unwatch([watch]);
  const { targets, verdict } = await judgePromotion(ports, promotion);
  const isOwn = (object: AgentObject): boolean => objectText(object) === objectText(watch.agent);
  const own = targets.find(({ target }) => objectsOf(target).some(isOwn));
  const wasFailing = own !== undefined && promotion.failing[targetKey(own.target)] !== undefined;
  const isNews = (own?.state === 'failing') !== wasFailing;
  const beginsSoak =
    verdict.verdict === 'waiting' &&
    verdict.healthySince !== undefined &&
    promotion.soakingSince === undefined;
  // From now on time alone can make it healthy, sooner than its execution would look.
  const beginsToWait = own?.until !== undefined && own.isJustApplied;
  if (verdict.verdict !== 'waiting' || isNews || beginsSoak || beginsToWait)
    await wake(ports, promotion.id, 'health');
}
