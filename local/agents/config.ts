import type { CanaryConfig } from './canary.ts';

/** One object of an agent in one cluster: a Kustomization of Flux, an Application of Argo CD. */
export interface AgentConfig {
  readonly cluster: string;
  /** Flux unless given. */
  readonly kind?: 'flux' | 'argocd';
  /** For Flux the `token` of its Secret, whose bytes sign the reports; for Argo CD the token that it sends. */
  readonly key: string;
  readonly object: { readonly namespace: string; readonly name: string };
  /** What `git clone` takes; the same for all objects of a cluster. */
  readonly repositoryUrl: string;
  readonly branch: string;
  /** Path of the overlay in the repository. */
  readonly overlay: string;
  /** Path of the Application itself, if it is in the repository: it says whether there is a chart beside the overlay. */
  readonly manifest?: string;
  /** A Canary of Flagger that what is applied there sets going, and the metadata of its webhooks. */
  readonly canary?: Pick<CanaryConfig, 'namespace' | 'name' | 'metadata'>;
  /** What its webhook is called with is signed by this; without one it takes no call. */
  readonly wakeKey?: string;
  /** Reports go to `<healthUrl>/v1/health/<kind>/<cluster>`. */
  readonly healthUrl: string;
  /** Between two looks at the repository, and between two reports when nothing changes. */
  readonly intervalMs: number;
}

export class AgentConfigError extends Error {
  override readonly name = 'AgentConfigError';
}

/** The agent's objects of one cluster, which all pull one branch of one repository. */
export interface ClusterConfig {
  readonly cluster: string;
  readonly repositoryUrl: string;
  readonly branch: string;
  readonly agents: readonly AgentConfig[];
}

/** @throws AgentConfigError if two objects of a cluster pull from different places. */
export function byCluster(agents: readonly AgentConfig[]): ClusterConfig[] {
  const clusters = new Map<string, ClusterConfig>();
  for (const agent of agents) {
    const { cluster, repositoryUrl, branch } = clusters.get(agent.cluster) ?? agent;
    if (repositoryUrl !== agent.repositoryUrl || branch !== agent.branch) {
      throw new AgentConfigError(
        `Cluster "${cluster}" pulls ${repositoryUrl}#${branch}; ` +
          `"${agent.object.name}" cannot pull ${agent.repositoryUrl}#${agent.branch}.`,
      );
    }
    const others = clusters.get(cluster)?.agents ?? [];
    clusters.set(cluster, { cluster, repositoryUrl, branch, agents: [...others, agent] });
  }
  return [...clusters.values()];
}
