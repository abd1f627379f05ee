import { verifyFluxSignature } from '../domain/health/signature.ts';
import { readSnapshot } from '../domain/health/snapshot/read-snapshot.ts';
import { authenticateCluster, UnauthenticatedError } from './authenticate-cluster.ts';
import { inParallel } from './in-parallel.ts';
import type { ReceiveNeeds } from './receive-health.ts';
import { repositoryName } from './repository-place.ts';
import { requireFresh, takeCanary, takeReports } from './take-reports.ts';

export interface SignedSnapshot {
  /** From the address, never from the body: it says which key must have signed. */
  readonly cluster: string;
  /** The bytes that came, compressed or not: those are signed. */
  readonly body: Uint8Array;
  /** What `kubectl get -o json` printed. Called once the sender is known: a stranger's bytes are not unpacked. */
  readonly unpack: () => Uint8Array;
  readonly signature: string | undefined;
  /** When it was taken, in whole seconds since the epoch: signed too, for a list of objects has no time of its own. */
  readonly timestamp: string | undefined;
}

/**
 * Takes the objects of a cluster as they are. Reports become level-triggered by it: whatever was lost, or never said by
 * this version of the agent, is known by the next snapshot.
 */
export async function receiveSnapshot(
  ports: ReceiveNeeds,
  { signature, timestamp = '', ...snapshot }: SignedSnapshot,
): Promise<void> {
  const cluster = await authenticateCluster(ports, snapshot.cluster, 'snapshot', (keys) =>
    verifyFluxSignature(withTimestamp(timestamp, snapshot.body), signature, keys),
  );
  if (!/^\d{1,11}$/.test(timestamp)) throw new UnauthenticatedError('Unauthenticated');
  const at = 1000 * Number(timestamp);
  const now = ports.clock.now();
  requireFresh(at, now);
  const repository = repositoryName(ports);
  const place = { agent: cluster.agent, repository, at, receivedAt: now };
  const { reports, canaries } = readSnapshot(snapshot.unpack(), place);
  await takeReports(ports, cluster.name, reports, now);
  await inParallel(canaries, (canary) => takeCanary(ports, cluster.name, canary));
}

/** What is signed: the time as it stands in the header, a line break, and the body. */
export function withTimestamp(timestamp: string, body: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(`${timestamp}\n`);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
