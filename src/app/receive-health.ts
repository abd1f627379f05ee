import { METRICS } from '../contract.ts';
import { classifyFluxEvent } from '../domain/health/classify-flux-event.ts';
import { clusterKeys, parseKeyRing } from '../domain/health/cluster-key.ts';
import { parseFluxEvent } from '../domain/health/flux-event.ts';
import { foldReport } from '../domain/health/fold.ts';
import { isFresh } from '../domain/health/observation.ts';
import { verifyFluxSignature } from '../domain/health/signature.ts';
import { targetKey } from '../domain/ledger/apply.ts';
import { type AgentObject, agentOf, type Watch } from '../ports/health.ts';
import { RefusedError } from './errors.ts';
import { wake } from './follow-up.ts';
import type { Using } from './ports.ts';
import { judgePromotion } from './wave-health.ts';

/**
 * Longer than an agent may take to deliver (Flux: the Provider's timeout of at most 55 s and 5 s more), with room for
 * a cluster's clock that is off. Inside it a replayed report is a duplicate, which folding ignores.
 */
const FRESH_MS = 10 * 60 * 1000;

/** Signature missing or wrong, or a cluster that settings do not name: the caller is told nothing more. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError';
}

export interface SignedReport {
  /** From the address, never from the body: it says which key must have signed. */
  readonly cluster: string;
  readonly body: Uint8Array;
  readonly signature: string | undefined;
}

type Needs = Using<
  'ledger' | 'configuration' | 'repository' | 'health' | 'agentKeys' | 'waits' | 'workflow' | 'clock' | 'log'
>;

/** Takes a health report of Flux: stores it, then looks which promotions it lets go on. */
export async function receiveFluxReport(ports: Needs, report: SignedReport): Promise<void> {
  await authenticate(ports, report);
  const observation = classifyFluxEvent(parseFluxEvent(report.body));
  if ('ignored' in observation) return;
  const now = ports.clock.now();
  if (!isFresh(observation.at, now, FRESH_MS)) {
    const at = new Date(observation.at).toISOString();
    throw new RefusedError(
      `The report's timestamp ${at} is more than ${FRESH_MS / 60_000} minutes from now. Check the clock.`,
    );
  }
  ports.log.count(METRICS.healthReport);
  const { namespace, name } = observation.object;
  const agent = { cluster: report.cluster, namespace, name };
  const { watches } = await ports.health.report(agent, (previous) => foldReport(previous, observation, now));
  for (const watch of watches) await reconsider(ports, watch);
}

async function authenticate(ports: Needs, { cluster, body, signature }: SignedReport): Promise<void> {
  const settings = await ports.configuration.settings();
  const keys = clusterKeys(parseKeyRing(await ports.agentKeys.text()), cluster);
  const isKnown = settings?.clusters.some(({ name }) => name === cluster) ?? false;
  // Verified for unknown clusters too: the answer must take as long and say as little.
  if (verifyFluxSignature(body, signature, keys) && isKnown) return;
  ports.log.count(METRICS.healthReportRefused);
  throw new UnauthenticatedError('Unauthenticated');
}

/** Wakes a promotion only when the report can change its verdict: a wave of 200 targets is woken once, not 200 times. */
async function reconsider(ports: Needs, watch: Watch): Promise<void> {
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
