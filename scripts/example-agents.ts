import type { FleetView } from '../console/api/views.ts';
import type { AgentConfig } from '../local/agents/config.ts';
import { clusterKeys, parseKeyRing } from '../src/domain/health/cluster-key.ts';

export interface AgentPlace {
  /** Text of the secret that the clusters' keys are derived from. */
  readonly agentKeys: string;
  readonly repositoryUrl: string;
  readonly healthUrl: string;
  readonly intervalMs: number;
}

/** The branch that every agent of the example fleet pulls. */
export const BRANCH = 'main';

/** One agent for each target of the fleet, of the kind that its cluster has. */
export function agentConfigs({ pipelines, clusters }: FleetView, place: AgentPlace): AgentConfig[] {
  const { agentKeys, ...shared } = place;
  const ring = parseKeyRing(agentKeys);
  const targets = pipelines.flatMap(({ name: pipeline, stages }) =>
    stages.flatMap((stage) => stage.targets.map((target) => ({ ...target, pipeline, stage: stage.name }))),
  );
  return targets.map(({ cluster, overlay, agent, canary, pipeline, stage }) => {
    const [namespace = '', name = ''] = agent.split('/');
    const kind = clusters.find((known) => known.name === cluster)?.agent ?? 'flux';
    const [key = ''] = clusterKeys(ring, cluster, kind === 'flux' ? 'health' : kind);
    const manifest = `clusters/${cluster}/${name}.yaml`;
    const [towpath = ''] = clusterKeys(ring, cluster, 'flagger');
    const [wakeKey = ''] = clusterKeys(ring, cluster, 'wake');
    return {
      ...{
        ...shared,
        cluster,
        kind,
        overlay,
        manifest,
        key,
        wakeKey,
        branch: BRANCH,
        object: { namespace, name },
      },
      ...(canary && {
        canary: { namespace: canary.namespace, name: canary.name, metadata: { towpath, pipeline, stage } },
      }),
    };
  });
}
