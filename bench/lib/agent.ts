import { join } from 'node:path';
import { startAgents } from '../../local/agents/start.ts';
import { systemClock } from '../../local/clock.ts';
import { STATE_MACHINE_ARN } from '../../local/deploy.ts';
import { clusterKeys, parseKeyRing } from '../../src/domain/health/cluster-key.ts';
import { CLUSTER, overlayOf, STAGE } from './fleet.ts';
import type { Installation } from './installation.ts';

/** It looks only when it is woken, so that it takes no time from what is measured. */
const INTERVAL_MS = 3_600_000;
const LOOK_EVERY_MS = 20;
const WITHIN_MS = 30_000;

export interface Agent {
  /** Lets the agent apply the branch, and resolves when no promotion of its stage is under way any more. */
  settle(): Promise<void>;
  /** From now on it reports that the service fails, at once, or that it is healthy. */
  become(mode: 'failing' | 'healthy'): Promise<void>;
  stop(): Promise<void>;
}

/** The agent of one service, whose stage becomes free only when it reports the release healthy. */
export async function startAgent(installation: Installation, service: string): Promise<Agent> {
  const { cloud, agentKeys, directory, repositoryUrl } = installation;
  const [key = ''] = clusterKeys(parseKeyRing(agentKeys), CLUSTER);
  const agents = await startAgents({
    agents: [
      {
        cluster: CLUSTER,
        key,
        object: { namespace: 'flux-system', name: service },
        repositoryUrl,
        branch: 'main',
        overlay: overlayOf(service),
        healthUrl: cloud.url,
        intervalMs: INTERVAL_MS,
      },
    ],
    directory: join(directory, 'agents'),
    clock: systemClock,
    healthCheckMs: 0,
    log: (line) => console.error(line),
  });
  return {
    async settle() {
      agents.wake();
      const deadline = performance.now() + WITHIN_MS;
      while (await isUnderWay(installation)) {
        if (performance.now() > deadline)
          throw new Error(`${service} was not promoted within ${WITHIN_MS / 1000} s.`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },
    become: (mode) => agents.setBehaviour(CLUSTER, { mode }),
    stop: () => agents.stop(),
  };
}

async function isUnderWay({ cloud }: Installation): Promise<boolean> {
  const input = { stateMachineArn: STATE_MACHINE_ARN, statusFilter: 'RUNNING' };
  const running = await cloud.stepFunctions.operations.ListExecutions?.(input);
  const { executions = [] } = running as { executions?: { name: string }[] };
  return executions.some(({ name }) => name.includes(`_${STAGE}_`));
}
