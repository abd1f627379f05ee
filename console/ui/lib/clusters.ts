import type { ClusterView, FleetView, TargetView } from '../../api/views.ts';

export interface ClusterTarget {
  readonly pipeline: string;
  readonly stage: string;
  readonly overlay: string;
  /** What the stage has: a target of a wave that is under way may have the next one already. */
  readonly tag?: string;
  readonly health: TargetView['health'];
  /** What somebody has changed of it by hand; undefined where nobody has. */
  readonly drift?: string;
}

export interface ClusterRow {
  readonly name: string;
  readonly agent: ClusterView['agent'];
  readonly state: TargetView['health'];
  readonly heardAt?: string;
  /** How its agent was told of a commit last; absent where nobody tells it. */
  readonly wake?: ClusterView['wake'];
  readonly targets: readonly ClusterTarget[];
}

/** Every cluster of the settings with what is on it; the silent and the failing first. */
export function clusterRows({ clusters, pipelines }: FleetView): ClusterRow[] {
  const on = targetsByCluster(pipelines);
  return clusters
    .map(({ name, agent, heardAt, silent, wake }): ClusterRow => {
      const targets = on.get(name) ?? [];
      const isSilent = silent || heardAt === undefined;
      const isFailing = targets.some(({ health }) => health === 'failing');
      const state = isSilent ? 'silent' : isFailing ? 'failing' : 'healthy';
      return {
        ...{ name, agent, state, targets },
        ...(heardAt !== undefined && { heardAt }),
        ...(wake && { wake }),
      };
    })
    .sort((a, b) => Number(a.state === 'healthy') - Number(b.state === 'healthy'));
}

function targetsByCluster(pipelines: FleetView['pipelines']): Map<string, ClusterTarget[]> {
  const found = new Map<string, ClusterTarget[]>();
  for (const pipeline of pipelines)
    for (const { name: stage, targets, current, drift = [] } of pipeline.stages)
      for (const { cluster, overlay, health } of targets) {
        const changed = drift.find((each) => each.overlay === overlay);
        const list = found.get(cluster) ?? [];
        list.push({
          ...{ pipeline: pipeline.name, stage, overlay, health },
          ...(current && { tag: current.tag }),
          ...(changed && { drift: changed.sentence }),
        });
        found.set(cluster, list);
      }
  return found;
}

/** Those that every word stands in: their name, or what is on them. */
export function searchClusters(rows: readonly ClusterRow[], search: string): ClusterRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ name, agent, state, wake, targets }) => {
    const on = targets.map(
      ({ pipeline, stage, tag = '', drift }) => `${pipeline} ${stage} ${tag} ${drift ? 'drift' : ''}`,
    );
    const notWoken = wake?.problem === undefined ? '' : 'not woken';
    const text = [name, agent, state, notWoken, ...on].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
