import { METRICS } from '../contract.ts';
import { clusterKeys, parseKeyRing } from '../domain/health/cluster-key.ts';
import type { Cluster } from '../domain/pipeline/types.ts';
import type { Promotion } from '../domain/promotion/state.ts';
import { wakeRequest } from '../domain/wake/request.ts';
import { stageOf } from './definitions.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';

export type WakeNeeds = Using<
  'configuration' | 'repository' | 'agentKeys' | 'waker' | 'wakes' | 'clock' | 'log'
>;

/** Tells the agents of the wave that was committed just now. */
export async function wakeWave(ports: WakeNeeds & Using<'ledger'>, promotion: Promotion): Promise<void> {
  const made = promotion.commits.find(({ wave }) => wave === promotion.wave);
  if (promotion.status !== 'verifying' || made?.changed !== true) return;
  const { waves } = await stageOf(ports, promotion);
  const clusters = (waves[promotion.wave] ?? []).map(({ cluster }) => cluster);
  await wakeAgents(ports, clusters, made.commit);
}

/**
 * Tells the agents of these clusters of a commit, where settings have an address for them: each cluster once per commit,
 * however many of its targets, and promotions, the commit is for. Nothing depends on it: an agent that is not reached
 * looks at its own interval, so a failure is noted and never thrown, and nobody tries again.
 */
async function wakeAgents(ports: WakeNeeds, names: readonly string[], commit: string): Promise<void> {
  try {
    const settings = await ports.configuration.settings();
    const clusters = (settings?.clusters ?? []).filter(
      (cluster) => cluster.wake !== undefined && names.includes(cluster.name),
    );
    await inParallel(clusters, (cluster) => wakeOnce(ports, cluster, commit));
  } catch (error) {
    ports.log.warn('No agent was told of a commit', { commit, error: String(error) });
  }
}

async function wakeOnce(ports: WakeNeeds, cluster: Cluster, commit: string): Promise<void> {
  if (!(await ports.wakes.claim(cluster.name, commit))) return;
  const problem = await send(ports, cluster, commit);
  ports.log.count(problem === undefined ? METRICS.agentWoken : METRICS.agentNotWoken);
  if (problem !== undefined)
    ports.log.warn('An agent could not be told of a commit', { cluster: cluster.name, commit, problem });
  const at = new Date(ports.clock.now()).toISOString();
  await ports.wakes.note(cluster.name, { commit, at, ...(problem !== undefined && { problem }) });
}

/** What went wrong, if anything did. */
async function send(ports: WakeNeeds, cluster: Cluster, commit: string): Promise<string | undefined> {
  const { agentKeys, repository, waker } = ports;
  const { name, agent, wake } = cluster;
  try {
    const [key = ''] = clusterKeys(parseKeyRing(await agentKeys.text()), name, 'wake');
    const pushed = {
      repositoryUrl: wake?.repositoryUrl ?? waker.repositoryUrl,
      branch: repository.branch,
      commit,
    };
    await waker.send(name, wakeRequest({ agent, url: wake?.url ?? '', key }, pushed));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
