import { parseArgoReport } from '../domain/health/argo-report.ts';
import { classifyApplication } from '../domain/health/classify-application.ts';
import { classifyFluxEvent } from '../domain/health/classify-flux-event.ts';
import { parseFluxEvent } from '../domain/health/flux-event.ts';
import { verifyFluxSignature } from '../domain/health/signature.ts';
import { bearerOf, verifyToken } from '../domain/health/token.ts';
import { authenticateCluster, requireAgent } from './authenticate-cluster.ts';
import type { Using } from './ports.ts';
import { repositoryName } from './repository-place.ts';
import { requireFresh, type TakeNeeds, takeReports } from './take-reports.ts';

export type ReceiveNeeds = TakeNeeds & Using<'configuration' | 'agentKeys'>;

export interface SignedReport {
  /** From the address, never from the body: it says which key must have signed. */
  readonly cluster: string;
  readonly body: Uint8Array;
  readonly signature: string | undefined;
}

/** Takes a health report of Flux: stores it, then looks which promotions it lets go on. */
export async function receiveFluxReport(ports: ReceiveNeeds, report: SignedReport): Promise<void> {
  const { cluster: name, body, signature } = report;
  const cluster = await authenticateCluster(ports, name, 'health', (keys) =>
    verifyFluxSignature(body, signature, keys),
  );
  const observation = classifyFluxEvent(parseFluxEvent(body));
  if ('ignored' in observation) return;
  requireAgent(cluster, 'flux');
  const now = ports.clock.now();
  requireFresh(observation.at, now);
  await takeReports(ports, cluster.name, [observation], now);
}

export interface BearerReport {
  /** From the address, never from the body: it says whose token it must be. */
  readonly cluster: string;
  readonly body: Uint8Array;
  /** The header as it came: Argo CD cannot sign, it can only send a fixed one. */
  readonly authorization: string | undefined;
}

/** Takes a report that Argo CD posts by our notification template. */
export async function receiveArgoReport(ports: ReceiveNeeds, report: BearerReport): Promise<void> {
  const token = bearerOf(report.authorization);
  const cluster = await authenticateCluster(ports, report.cluster, 'argocd', (keys) =>
    verifyToken(token, keys),
  );
  requireAgent(cluster, 'argocd');
  const application = parseArgoReport(report.body);
  const now = ports.clock.now();
  requireFresh(application.at, now);
  const observation = classifyApplication(application, placeOf(ports));
  await takeReports(ports, cluster.name, [observation], now);
}

/** Our trigger waits until health is that of the last rollout, so nothing has to settle here. */
export const placeOf = (ports: Using<'repository'>) => ({ repository: repositoryName(ports), settleMs: 0 });
