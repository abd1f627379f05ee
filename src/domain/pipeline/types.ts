import type { OnDrift } from '../drift/drift.ts';
import type { Update } from '../updaters/address.ts';
import type { ArtifactKind } from './artifact-kind.ts';

/** How one application goes through its stages: a file of `.towpath/`, checked, with every default filled in. */
export interface Pipeline {
  name: string;
  /** One or more; a release is one of each. */
  artifacts: Artifact[];
  /** When a release of several artifacts is complete; every pipeline of several says it. */
  complete?: Complete;
  /** In the order of the file; `after` makes the graph. */
  stages: Stage[];
}

/**
 * `same-tag`: one of each under one tag (they share the tag rule). `same-label`: one of each, built from one source
 * revision. `any`: the newest of each, at every push. `waitMs`: the newest of each, once nothing has come for so long.
 */
export type Complete = 'any' | 'same-tag' | 'same-label' | { waitMs: number };

export interface Artifact {
  /** Of an image: as it stands in the overlays' `images:` lists. */
  name: string;
  /**
   * Where it comes from. Of an image and a chart the ECR repository's full address, without tag or digest; of a git tag
   * the ARN of the CodeCommit repository.
   */
  image: string;
  /** A container image unless given. */
  kind?: ArtifactKind;
  tags: TagRule;
}

/** Which tags make a release, and which of two tags is newer (tags.ts). */
export type TagRule = { kind: 'semver'; range: string } | { kind: 'pattern'; pattern: string };

export interface Stage {
  name: string;
  /** Stages whose release must be healthy and soaked first; empty for a first stage. */
  after: string[];
  /** Waves run one after another, the targets of a wave together. `targets:` in the file is one wave. */
  waves: Target[][];
  gates: Gate[];
  /** How long a release stays healthy in each wave before it goes on; 0 for not at all. */
  soakMs: number;
  /** One for each wave, where any of them differs from the stage: read it through `ruleOfWave`. */
  waveRules?: WaveRule[];
  health: HealthRule;
  /** `verify-each` is a queue in the order of the tag rule, so that no waiting release is overtaken. */
  whenSuperseded: 'latest' | 'queue' | 'verify-each';
  onFailure: 'rollback' | 'hold' | 'continue';
  /** What is done about a promoted value that somebody changes by hand: `report` where it is not given. */
  onDrift?: OnDrift;
}

export interface HealthRule {
  /** From the commit until every target of the wave must have reported health. */
  timeoutMs: number;
  /** How long an agent may go on reporting failure before the wave fails; agents often recover by themselves. */
  graceMs: number;
}

export interface WaveRule {
  /** How many of the wave's targets may fail before the wave does; always fewer than it has. */
  maxUnavailable: number;
  /** How long the wave is watched once it was healthy: its soak, and the pause if another wave follows. */
  soakMs: number;
}

export interface Target {
  cluster: string;
  /** Folder of the overlay in the configuration repository, without a slash at either end. */
  overlay: string;
  agent: AgentObject;
  /** A Canary of Flagger that must be over, besides. */
  canary?: CanaryObject;
  /** Files that carry artifacts; an artifact that none is for is in `images:` of the overlay's kustomization. */
  updates?: Update[];
}

/** The object of the agent whose reports speak for the target: Flux's Kustomization, Argo CD's Application. */
export interface AgentObject {
  namespace: string;
  name: string;
}

export interface CanaryObject {
  namespace: string;
  name: string;
  /** After the agent was done: a canary that has not begun by then is not needed. */
  startsWithinMs: number;
}

export type Gate = ApprovalGate | FreezeGate | PullRequestGate;

export interface ApprovalGate {
  kind: 'approval';
  /** Groups of the settings; a member of any of them may vote. */
  from: string[];
  quorum: number;
  notRequester: boolean;
  expiresMs: number;
  /** People are asked by a pull request, too. */
  via?: 'pull-request';
}

/** What `change: pull-request` makes of a stage: what it writes is proposed first, and merged. */
export interface PullRequestGate {
  kind: 'pull-request';
  /** Towpath merges what was approved; where nobody is to approve, people merge. */
  merge: 'people' | 'towpath';
  /** What becomes of commits that people push to the branch of the pull request. */
  extraCommits: 'refuse' | 'take';
}

/** `deny` closes the gate inside its windows, `allow` outside them. */
export type FreezeGate = CronFreeze | DatesFreeze;

interface Freeze {
  kind: 'freeze';
  effect: 'deny' | 'allow';
  /** In which the cron or the dates are read. */
  timeZone: string;
}

/** A window begins at each match of `cron` (five fields) and lasts `forMs`. */
export interface CronFreeze extends Freeze {
  cron: string;
  forMs: number;
}

/** One window between two days (`2026-12-20`) or minutes (`2026-12-20T18:00`). */
export interface DatesFreeze extends Freeze {
  from: string;
  /** A day is still inside as a whole, a minute is not. */
  to: string;
}

/** What concerns every pipeline: `.towpath/settings.yaml`. */
export interface Settings {
  clusters: Cluster[];
  people: Person[];
  groups: Group[];
  /** Who may open which gate for a promotion; nobody may unless it is said. */
  overrides?: OverrideRule[];
  rollback?: RollbackRule;
  /** Absent where nobody is told anything in Slack. */
  slack?: SlackSettings;
}

export interface OverrideRule {
  /** Its name. */
  gate: string;
  /** Groups whose members may. */
  from: string[];
}

export interface RollbackRule {
  /** Gates that hold back no rollback; of the others it waits like any promotion. */
  under: string[];
}

export interface SlackSettings {
  /** The workspace; requests of any other are refused. */
  team: string;
  /** Whatever has no channel of its own is told here. */
  channel: string;
  channels: ChannelRule[];
}

export interface ChannelRule {
  pipeline: string;
  /** All stages of the pipeline, and what concerns none, unless given. */
  stage?: string;
  channel: string;
}

export type AgentKind = 'flux' | 'argocd';

export interface Cluster {
  name: string;
  agent: AgentKind;
  /** Unique ids of the IAM roles whose messages in the report queue are this cluster's. */
  senders?: string[];
  /** How long it may say nothing before it counts as silent; a default unless given. */
  intervalMs?: number;
  labels: Record<string, string>;
  /** Where its agent is told of commits; absent where it cannot be reached. */
  wake?: WakeAddress;
}

export interface WakeAddress {
  /** What is in front of the agent's own path. */
  url: string;
  /** The repository as Applications name it; its address at CodeCommit unless given. */
  repositoryUrl?: string;
}

export interface Person {
  name: string;
  email?: string;
  /** IAM identities; one that ends with `*` stands for sessions of a role (people/arn-pattern.ts). */
  arns: string[];
  /** `sub` at Cognito, or another OpenID provider. */
  subject?: string;
  slack?: { team: string; user: string };
}

export interface Group {
  name: string;
  /** Names of people. */
  members: string[];
}
