import { heardAt, silentSince } from '../../domain/health/silence.ts';
import { FLEET_LEDGER } from '../../domain/promotion/stop.ts';
import { type AgentObject, agentOf } from '../../ports/health.ts';
import type { PipelineListing } from '../../ports/ledger.ts';
import { decide } from '../decide.ts';
import { currentDefinition } from '../definitions.ts';
import { inParallel } from '../in-parallel.ts';
import type { Findings } from './findings.ts';
import type { SweepPorts } from './ports.ts';

/**
 * Finds clusters of which no agent object has been heard for longer than the cluster's interval: in the log and as a
 * metric at every sweep, in the ledger, and so as an event, once per silence. One that never spoke is not set up yet.
 */
export async function sweepClusters(
  ports: SweepPorts,
  findings: Findings,
  pipelines: readonly PipelineListing[],
): Promise<void> {
  const settings = await ports.configuration.settings();
  const agents = (await inParallel(pipelines, ({ name }) => agentsOf(ports, name))).flat();
  const reports = await ports.health.reports(agents);
  for (const { name, intervalMs } of settings?.clusters ?? []) {
    const heard = reports.flatMap((report, index) =>
      report !== undefined && agents[index]?.cluster === name ? [heardAt(report)] : [],
    );
    const since =
      heard.length > 0 ? silentSince(Math.max(...heard), ports.clock.now(), intervalMs) : undefined;
    if (since !== undefined) await note(ports, findings, name, new Date(since).toISOString());
  }
}

async function agentsOf(ports: SweepPorts, pipeline: string): Promise<AgentObject[]> {
  const definition = await currentDefinition(ports, await ports.ledger.read(pipeline));
  return (definition?.pipeline.stages ?? []).flatMap(({ waves }) => waves.flat()).map(agentOf);
}

async function note(ports: SweepPorts, findings: Findings, cluster: string, since: string): Promise<void> {
  findings.silence(cluster, since);
  await decide(ports, FLEET_LEDGER, {}, (draft) => {
    if (draft.state.silent?.[cluster] !== since) draft.record({ type: 'cluster-silent', cluster, since });
  });
}
