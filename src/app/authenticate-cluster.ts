import { METRICS, SETTINGS_FILE } from '../contract.ts';
import { clusterKeys, type KeyPurpose, parseKeyRing } from '../domain/health/cluster-key.ts';
import type { AgentKind, Cluster } from '../domain/pipeline/types.ts';
import { RefusedError } from './errors.ts';
import type { Using } from './ports.ts';

/** Signature or token missing or wrong, or a cluster that settings do not name: the caller is told nothing more. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError';
}

type Needs = Using<'configuration' | 'agentKeys' | 'log'>;

/**
 * The cluster of the settings that the caller has proved to be.
 *
 * @param name from the address, never from the body: it says which keys must have been used
 * @param verify whether one of the keys was; it must take as long for a wrong one
 * @throws UnauthenticatedError
 */
export async function authenticateCluster(
  ports: Needs,
  name: string,
  purpose: KeyPurpose,
  verify: (keys: readonly string[]) => boolean,
): Promise<Cluster> {
  const settings = await ports.configuration.settings();
  const keys = clusterKeys(parseKeyRing(await ports.agentKeys.text()), name, purpose);
  const cluster = settings?.clusters.find((known) => known.name === name);
  // Verified for unknown clusters too: the answer must take as long and say as little.
  if (verify(keys) && cluster !== undefined) return cluster;
  ports.log.count(METRICS.healthReportRefused);
  throw new UnauthenticatedError('Unauthenticated');
}

const NAMES: Readonly<Record<AgentKind, string>> = { flux: 'Flux', argocd: 'Argo CD' };

/** Objects of the other kind can have the names of a target's, and would then speak for it. */
export function requireAgent({ name, agent }: Cluster, kind: AgentKind): void {
  if (agent === kind) return;
  throw new RefusedError(
    `By ${SETTINGS_FILE}, ${name} has ${NAMES[agent]}; this is a report of ${NAMES[kind]}. Correct "agent" of the cluster, or the address.`,
  );
}
