import { join } from 'node:path';
import { type Client, createClient } from '../console/api/client.ts';
import type { FleetView } from '../console/api/views.ts';
import type { AgentConfig } from '../local/agents/config.ts';
import { type Agents, startAgents } from '../local/agents/start.ts';
import { systemClock } from '../local/clock.ts';
import { type Cloud, startCloud } from '../local/cloud.ts';
import type { Meter } from '../local/meter.ts';
import { createSources } from '../local/sources.ts';
import { buildUi } from './build-ui.ts';
import { bundleFunctions, manifestEntries } from './bundle.ts';
import { agentConfigs, BRANCH } from './example-agents.ts';
import { followFleet } from './follow-fleet.ts';
import { announce, readLocalState, takeDirectory } from './local-state.ts';
import { reviewers } from './reviewers.ts';
import { slackWorkspace } from './slack-workspace.ts';

export const ROOT = join(import.meta.dirname, '..');
const REPOSITORY = 'fleet';
/** Pushes wake the agents, so this is only how often they look and report although nothing happened. */
const AGENT_INTERVAL_MS = 3_000;

export interface BootOptions {
  readonly directory: string;
  readonly port: number;
  /** Forgets everything that an earlier start kept. */
  readonly fresh: boolean;
  /** The configuration repository's first content. */
  readonly seed?: string;
  /** How often agents look and report although nothing happened. */
  readonly agentIntervalMs?: number;
  /** Clusters with agents of their own elsewhere: none is played for them. */
  readonly ownAgents?: readonly string[];
  readonly meter?: Meter;
  readonly log: (line: string) => void;
}

export interface Booted {
  readonly url: string;
  readonly token: string;
  readonly client: Client;
  readonly cloud: Cloud;
  readonly agents: Agents;
  /** Address for `git clone`. */
  readonly repositoryUrl: string;
  close(): Promise<void>;
}

/** A running installation on this machine: cloud, deployed functions, a seeded repository, and its clusters' agents. */
export async function boot(options: BootOptions): Promise<Booted> {
  const { directory, port, fresh, log, seed = join(ROOT, 'examples/fleet') } = options;
  takeDirectory(directory, fresh);
  const { token, agentKeys, slack } = readLocalState(directory);
  await buildUi(join(ROOT, 'dist/ui'));
  await bundleFunctions({ entries: manifestEntries(), outdir: 'dist/functions' });
  const cloud = await startCloud({
    directory,
    port,
    clock: systemClock,
    bundles: join(ROOT, 'dist/functions'),
    repository: REPOSITORY,
    branch: BRANCH,
    agentKeys,
    consoleToken: token,
    slack: { ...slack, ...slackWorkspace(seed) },
    reviewers: reviewers(seed),
    log,
    ...(options.meter && { meter: options.meter }),
  });
  const author = { name: 'Platform team', email: 'platform@example.com' };
  await cloud.codecommit.importFolder(REPOSITORY, seed, 'The fleet as it is', author);
  const client = createClient({ url: cloud.url, token });
  const fleet = await untilConfigured(client);
  await createSources(cloud, sourcesOf(fleet));
  const repositoryUrl = `${cloud.url}/git/${REPOSITORY}`;
  const place = {
    ...{ agentKeys, repositoryUrl, healthUrl: cloud.url },
    intervalMs: options.agentIntervalMs ?? AGENT_INTERVAL_MS,
  };
  const agentsOf = (now: FleetView): AgentConfig[] =>
    agentConfigs(now, place).filter(({ cluster }) => !options.ownAgents?.includes(cluster));
  const agents = await startAgents({
    agents: agentsOf(fleet),
    directory: join(directory, 'agents'),
    clock: systemClock,
    log,
  });
  const follower = followFleet({
    events: cloud.events,
    client,
    async apply(now) {
      await createSources(cloud, sourcesOf(now));
      agents.follow(agentsOf(now));
    },
    log,
  });
  cloud.attach(agents);
  announce(directory, cloud.url, token);
  return {
    url: cloud.url,
    token,
    client,
    cloud,
    agents,
    repositoryUrl,
    async close() {
      await follower.stop();
      await agents.stop();
      await cloud.close();
    },
  };
}

/** What pipelines subscribe to: repositories of images, charts and git tags. */
const sourcesOf = ({ pipelines }: FleetView): string[] =>
  pipelines.flatMap(({ artifacts }) => artifacts.map(({ image }) => image));

const CONFIGURED_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 50;

async function untilConfigured(client: Client): Promise<FleetView> {
  const deadline = Date.now() + CONFIGURED_WITHIN_MS;
  for (;;) {
    const fleet = await client.fleet();
    if (fleet.configuration !== undefined) return fleet;
    if (Date.now() > deadline)
      throw new Error(
        `The pipeline files were not looked at within ${CONFIGURED_WITHIN_MS / 1000} s; the logs of git-changed say why.`,
      );
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
