import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { throughAlert } from './alert.ts';
import { Application } from './application.ts';
import { type Behaviour, Behaviours } from './behaviour.ts';
import { Canary } from './canary.ts';
import { Cluster } from './cluster.ts';
import { type AgentConfig, AgentConfigError, byCluster, type ClusterConfig } from './config.ts';
import type { Follower } from './follower.ts';
import { Kustomization } from './kustomization.ts';
import { Lag } from './lag.ts';
import type { Mirror } from './mirror.ts';
import { Mirrors } from './mirrors.ts';
import { Outbox, type Report } from './outbox.ts';
import { isWakeCall, type WakeCall } from './wake-call.ts';

export interface AgentsOptions {
  readonly agents: readonly AgentConfig[];
  /** For the copy of the repository and the clusters' behaviours; made when missing. */
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
  /**
   * From now on these are the agents, as after the pipeline files have changed: those that are new begin, those that are
   * gone say nothing more, and the others go on as they were. @throws AgentConfigError, and then nothing changes
   */
  follow(agents: readonly AgentConfig[]): void;
  /** All clusters look at the repository now, except for those that poll seldom. */
  wake(): void;
  /** Somebody calls the webhook of a cluster's agent: whether that takes it, and looks. */
  wakeBy(cluster: string, call: WakeCall): boolean;
  /** Resolves when no timer, no request and no git process is left. */
  stop(): Promise<void>;
}

/** Starts the example agents: each behaves as Flux or Argo CD in its cluster would, without a cluster. */
export async function startAgents(options: AgentsOptions): Promise<Agents> {
  const behaviours = await Behaviours.load(join(options.directory, 'behaviours.json'));
  const stopping = new AbortController();
  // Every wait of every agent listens; that many are no leak.
  setMaxListeners(0, stopping.signal);
  const shared = share(options, behaviours, stopping.signal);
  const members = new Map<string, Member>();
  const follow = (agents: readonly AgentConfig[]): void => {
    const configs = new Map(byCluster(agents).map((config) => [config.cluster, config]));
    for (const [name, config] of configs)
      if (!members.has(name)) members.set(name, startCluster(config, shared));
    for (const [name, member] of members) followIn(member, configs.get(name)?.agents ?? [], shared);
  };
  follow(options.agents);

  return {
    follow,
    async setBehaviour(name, behaviour) {
      const member = members.get(name);
      if (member === undefined) {
        const known = [...members.keys()].join(', ');
        throw new AgentConfigError(`There is no cluster "${name}"; there are: ${known}.`);
      }
      await behaviours.set(name, behaviour);
      member.cluster.reconcileAll();
    },
    status: () => [...members.values()].flatMap((member) => statusOf(member, shared)),
    wake() {
      for (const [name, { cluster }] of members) if (behaviours.of(name).mode !== 'polling') cluster.wake();
    },
    wakeBy(name, call) {
      const member = members.get(name);
      const [object] = member?.objects.values() ?? [];
      const { kind = 'flux', wakeKey } = object?.config ?? {};
      if (wakeKey === undefined || !isWakeCall(kind, wakeKey, call)) return false;
      member?.cluster.wake();
      return true;
    },
    async stop() {
      stopping.abort();
      await Promise.all([...members.values()].map(({ cluster }) => cluster.stopped()));
      await shared.outbox.stopped();
      await shared.mirrors.close();
    },
  };
}

interface Shared {
  readonly mirrors: Mirrors;
  readonly clock: Clock;
  readonly healthCheckMs: number;
  readonly log: (line: string) => void;
  readonly behaviours: Behaviours;
  readonly outbox: Outbox;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

interface Member {
  readonly mirror: Mirror;
  readonly cluster: Cluster;
  /** By all that configures them: one that is configured otherwise is another one. */
  objects: ReadonlyMap<string, { readonly config: AgentConfig; readonly follower: Follower }>;
}

function share(options: AgentsOptions, behaviours: Behaviours, signal: AbortSignal): Shared {
  const { clock, directory, healthCheckMs = 500, log = () => {} } = options;
  const post = options.fetch ?? fetch;
  const outbox = new Outbox({ clock, signal, log, fetch: post });
  const mirrors = new Mirrors(directory, signal);
  return { mirrors, clock, healthCheckMs, log, behaviours, outbox, fetch: post, signal };
}

function startCluster(config: ClusterConfig, shared: Shared): Member {
  const { clock, mirrors, log, behaviours, signal } = shared;
  const name = config.cluster;
  const behaviour = () => behaviours.of(name);
  const mirror = mirrors.of(config.repositoryUrl, config.branch);
  const cluster = new Cluster({
    mirror,
    lag: new Lag(clock, behaviour),
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
  return { mirror, cluster, objects: new Map() };
}

function followIn(member: Member, agents: readonly AgentConfig[], shared: Shared): void {
  const known = member.objects;
  member.objects = new Map(
    agents.map((config) => {
      const key = JSON.stringify(config);
      return [key, known.get(key) ?? { config, follower: createFollower(config, member.mirror, shared) }];
    }),
  );
  member.cluster.follow([...member.objects.values()].map(({ follower }) => follower));
  if ([...member.objects.keys()].some((key) => !known.has(key))) member.cluster.wake();
}

function createFollower(config: AgentConfig, source: Mirror, shared: Shared): Follower {
  const { clock, healthCheckMs, behaviours, outbox, signal } = shared;
  const canary = canaryOf(config, shared);
  const options = {
    ...{ config, source, clock, signal, healthCheckMs },
    onApplied: (tree: string) => canary?.apply(tree),
    behaviour: () => behaviours.of(config.cluster),
    send: (report: Report) => outbox.send(config, report),
  };
  return config.kind === 'argocd'
    ? new Application(options)
    : new Kustomization({ ...options, send: throughAlert(options.send) });
}

function canaryOf(agent: AgentConfig, { clock, fetch, signal, behaviours }: Shared): Canary | undefined {
  const { cluster, healthUrl, intervalMs, canary } = agent;
  if (canary === undefined) return undefined;
  const config = { ...canary, cluster, healthUrl };
  const isToFail = () => behaviours.of(cluster).mode === 'canary-failing';
  return new Canary({ config, clock, fetch, signal, intervalMs, isToFail });
}

function statusOf({ objects }: Member, { behaviours, outbox }: Shared): AgentStatus[] {
  return [...objects.values()].map(({ config, follower }) => ({
    cluster: config.cluster,
    object: config.object,
    behaviour: behaviours.of(config.cluster),
    applied: follower.applied,
    lastReport: outbox.last(config),
  }));
}
