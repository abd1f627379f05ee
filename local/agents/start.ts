import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { Application } from './application.ts';
import { type Behaviour, Behaviours } from './behaviour.ts';
import { Canary } from './canary.ts';
import { Cluster } from './cluster.ts';
import { type AgentConfig, AgentConfigError, byCluster, type ClusterConfig } from './config.ts';
import type { Follower } from './follower.ts';
import { Kustomization } from './kustomization.ts';
import { Lag } from './lag.ts';
import { Mirror } from './mirror.ts';
import { Outbox, type Report } from './outbox.ts';
import { isWakeCall, type WakeCall } from './wake-call.ts';

export interface AgentsOptions {
  readonly agents: readonly AgentConfig[];
  /** For the clusters' copies of the repository and their behaviours; made when missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
  /** How long workloads take to become healthy after a change; 500 ms by default. */
  readonly healthCheckMs?: number;
  /** One line for a person: a report that was refused or lost, a repository that cannot be reached. */
  readonly log?: (line: string) => void;
}

export interface AgentStatus {
  readonly cluster: string;
  readonly object: AgentConfig['object'];
  readonly behaviour: Behaviour;
  /** The last commit that was found healthy. */
  readonly applied: string | undefined;
  readonly lastReport: Report | undefined;
}

export interface Agents {
  /** Takes effect at once and survives a restart. @throws AgentConfigError if there is no such cluster. */
  setBehaviour(cluster: string, behaviour: Behaviour): Promise<void>;
  status(): AgentStatus[];
  /** All clusters look at the repository now, except for those that poll seldom. */
  wake(): void;
  /** Somebody calls the webhook of a cluster's agent: whether that takes it, and looks. */
  wakeBy(cluster: string, call: WakeCall): boolean;
  /** Resolves when no timer, no request and no git process is left. */
  stop(): Promise<void>;
}

/** Starts the example agents: each behaves as Flux or Argo CD in its cluster would, without a cluster. */
export async function startAgents(options: AgentsOptions): Promise<Agents> {
  const configs = byCluster(options.agents);
  const behaviours = await Behaviours.load(join(options.directory, 'behaviours.json'));
  const stopping = new AbortController();
  // Every wait of every agent listens; that many are no leak.
  setMaxListeners(0, stopping.signal);
  const shared = share(options, behaviours, stopping.signal);
  const members = configs.map((config) => startCluster(config, shared));

  return {
    async setBehaviour(name, behaviour) {
      const member = members.find(({ config }) => config.cluster === name);
      if (member === undefined) {
        const known = members.map(({ config }) => config.cluster).join(', ');
        throw new AgentConfigError(`There is no cluster "${name}"; there are: ${known}.`);
      }
      await behaviours.set(name, behaviour);
      member.cluster.reconcileAll();
    },
    status: () => members.flatMap((member) => statusOf(member, shared)),
    wake() {
      for (const { config, cluster } of members)
        if (behaviours.of(config.cluster).mode !== 'polling') cluster.wake();
    },
    wakeBy(name, call) {
      const member = members.find(({ config }) => config.cluster === name);
      const [agent] = member?.config.agents ?? [];
      const { kind = 'flux', wakeKey } = agent ?? {};
      if (wakeKey === undefined || !isWakeCall(kind, wakeKey, call)) return false;
      member?.cluster.wake();
      return true;
    },
    async stop() {
      stopping.abort();
      await Promise.all(members.map(({ cluster }) => cluster.stopped()));
      await shared.outbox.stopped();
      await Promise.all(members.map(({ mirror }) => mirror.close()));
    },
  };
}

interface Shared {
  readonly directory: string;
  readonly clock: Clock;
  readonly healthCheckMs: number;
  readonly log: (line: string) => void;
  readonly behaviours: Behaviours;
  readonly outbox: Outbox;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

interface Member {
  readonly config: ClusterConfig;
  readonly mirror: Mirror;
  readonly cluster: Cluster;
  readonly followers: readonly Follower[];
}

function share(options: AgentsOptions, behaviours: Behaviours, signal: AbortSignal): Shared {
  const { clock, directory, healthCheckMs = 500, log = () => {} } = options;
  const post = options.fetch ?? fetch;
  const outbox = new Outbox({ clock, signal, log, fetch: post });
  return { clock, directory, healthCheckMs, log, behaviours, outbox, fetch: post, signal };
}

function startCluster(config: ClusterConfig, shared: Shared): Member {
  const { clock, directory, healthCheckMs, log, behaviours, outbox, signal } = shared;
  const name = config.cluster;
  const behaviour = () => behaviours.of(name);
  const mirror = new Mirror({
    directory: join(directory, `${encodeURIComponent(name)}.git`),
    url: config.repositoryUrl,
    branch: config.branch,
    signal,
  });
  const followers = config.agents.map((agent) => {
    const canary = canaryOf(agent, shared);
    const options = {
      config: agent,
      onApplied: (tree: string) => canary?.apply(tree),
      source: mirror,
      clock,
      signal,
      healthCheckMs,
      behaviour,
      send: (report: Report) => outbox.send(agent, report),
    };
    return agent.kind === 'argocd' ? new Application(options) : new Kustomization(options);
  });
  const cluster = new Cluster({
    mirror,
    lag: new Lag(clock, behaviour),
    followers,
    intervalMs() {
      const now = behaviour();
      return now.mode === 'polling'
        ? now.intervalMs
        : Math.min(...config.agents.map((agent) => agent.intervalMs));
    },
    clock,
    signal,
    complain: (message) => log(`${name}: ${message}`),
  });
  cluster.wake();
  return { config, mirror, cluster, followers };
}

function canaryOf(agent: AgentConfig, { clock, fetch, signal, behaviours }: Shared): Canary | undefined {
  const { cluster, healthUrl, intervalMs, canary } = agent;
  if (canary === undefined) return undefined;
  const config = { ...canary, cluster, healthUrl };
  const isToFail = () => behaviours.of(cluster).mode === 'canary-failing';
  return new Canary({ config, clock, fetch, signal, intervalMs, isToFail });
}

function statusOf({ config, followers }: Member, { behaviours, outbox }: Shared): AgentStatus[] {
  return config.agents.map((agent, index) => ({
    cluster: agent.cluster,
    object: agent.object,
    behaviour: behaviours.of(agent.cluster),
    applied: followers[index]?.applied,
    lastReport: outbox.last(agent),
  }));
}
