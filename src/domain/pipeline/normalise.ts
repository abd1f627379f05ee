import { parseDuration } from '../duration.ts';
import type { PipelineFile } from './pipeline-schema.ts';
import type { ResolvedPipeline } from './resolve-targets.ts';
import type { SettingsFile } from './settings-schema.ts';
import type { StageShape } from './stage-schema.ts';
import type { CanaryOutline, TargetOutline } from './targets-outline.ts';
import type {
  Artifact,
  CanaryObject,
  Complete,
  FreezeGate,
  Gate,
  Pipeline,
  Settings,
  SlackSettings,
  Stage,
  Target,
  WakeAddress,
  WaveRule,
} from './types.ts';
import { unavailableOf } from './wave-sizes.ts';

const DEFAULT_TIMEOUT = '15m';
const DEFAULT_GRACE = '1m';
/** Flagger looks once in each interval of its analysis, by default a minute. */
const DEFAULT_STARTS_WITHIN = '3m';

type ArtifactShape = PipelineFile['spec']['artifacts'][number];
type ClusterShape = SettingsFile['spec']['clusters'][number];
type GateShape = NonNullable<StageShape['gates']>[number];

/** The file in the words of the rest of the code. The schema and every check have found it good. */
export function toPipeline({ metadata, spec }: PipelineFile, { stages }: ResolvedPipeline): Pipeline {
  return {
    name: metadata.name,
    artifacts: spec.artifacts.map(toArtifact),
    ...(spec.complete !== undefined && { complete: toComplete(spec.complete) }),
    stages: spec.stages.map((stage, index) => toStage(stage, stages[index]?.waves ?? [])),
  };
}

const toComplete = (complete: NonNullable<PipelineFile['spec']['complete']>): Complete =>
  typeof complete === 'string' ? complete : { waitMs: toMs(complete.wait) };

export function toSettings({ spec }: SettingsFile): Settings {
  return {
    clusters: spec.clusters.map(({ senders, interval, wake, ...cluster }) => ({
      ...cluster,
      ...(senders !== undefined && { senders }),
      ...(interval !== undefined && { intervalMs: toMs(interval) }),
      ...(wake !== undefined && { wake: toWake(wake) }),
    })),
    people: spec.people.map(({ email, subject, slack, ...person }) => ({
      ...person,
      ...(email !== undefined && { email }),
      ...(subject !== undefined && { subject }),
      ...(slack !== undefined && { slack }),
    })),
    groups: spec.groups,
    ...(spec.overrides !== undefined && { overrides: spec.overrides }),
    ...(spec.rollback !== undefined && { rollback: spec.rollback }),
    ...(spec.slack !== undefined && { slack: toSlack(spec.slack) }),
  };
}

const toSlack = ({ channels, ...slack }: NonNullable<SettingsFile['spec']['slack']>): SlackSettings => ({
  ...slack,
  channels: channels.map(({ stage, ...rule }) => ({ ...rule, ...(stage !== undefined && { stage }) })),
});

/** Of an image there is no kind: the version of a definition is made of its keys. */
function toArtifact({ name, image, chart, git, tags: { semver, pattern } }: ArtifactShape): Artifact {
  const tags =
    pattern === undefined
      ? { kind: 'semver' as const, range: semver ?? '' }
      : { kind: 'pattern' as const, pattern };
  if (chart !== undefined) return { name, image: chart, kind: 'chart', tags };
  if (git !== undefined) return { name, image: git, kind: 'git', tags };
  return { name, image: image ?? '', tags };
}

const toWake = ({ url, repositoryUrl }: NonNullable<ClusterShape['wake']>): WakeAddress => ({
  url,
  ...(repositoryUrl !== undefined && { repositoryUrl }),
});

function toStage(stage: StageShape, waves: readonly TargetOutline[][]): Stage {
  const waveRules = waveRulesOf(
    stage,
    waves.map(({ length }) => length),
  );
  return {
    name: stage.name,
    after: stage.after ?? [],
    waves: waves.map((wave) => wave.flatMap(toTarget)),
    gates: gatesOf(stage),
    soakMs: toMs(stage.soak),
    ...(waveRules !== undefined && { waveRules }),
    health: {
      timeoutMs: toMs(stage.health?.timeout ?? DEFAULT_TIMEOUT),
      graceMs: toMs(stage.health?.grace ?? DEFAULT_GRACE),
    },
    whenSuperseded: stage.whenSuperseded,
    onFailure: stage.onFailure,
    ...(stage.onDrift !== undefined && { onDrift: stage.onDrift }),
  };
}

/** A stage whose change is a pull request is approved there, too; so the gate that proposes it comes last. */
function gatesOf({ gates: shapes = [], change, extraCommits = 'refuse' }: StageShape): Gate[] {
  const gates = shapes.flatMap(toGate);
  if (change !== 'pull-request') return gates;
  const merge = gates.some(({ kind }) => kind === 'approval') ? 'towpath' : 'people';
  return [
    ...gates.map((gate) => (gate.kind === 'approval' ? { ...gate, via: 'pull-request' as const } : gate)),
    { kind: 'pull-request', merge, extraCommits },
  ];
}

/** Undefined where every wave is judged by the stage alone. */
function waveRulesOf(stage: StageShape, sizes: readonly number[]): WaveRule[] | undefined {
  const soaks = sizes.map((_, wave) => ownSoakOf(stage, wave));
  const { maxUnavailable = 0, pause = '0s' } = stage;
  if (maxUnavailable === 0 && toMs(pause) === 0 && soaks.every((soak) => soak === undefined))
    return undefined;
  return sizes.map((size, wave) => ({
    maxUnavailable: unavailableOf(maxUnavailable, size),
    soakMs: toMs(soaks[wave] ?? stage.soak) + (wave < sizes.length - 1 ? toMs(pause) : 0),
  }));
}

function ownSoakOf({ waves }: StageShape, wave: number): string | undefined {
  const listed = Array.isArray(waves) ? waves[wave] : undefined;
  return listed === undefined || Array.isArray(listed) ? undefined : listed.soak;
}

/** What is not given has no key: the version of a definition is made of its keys. */
const toTarget = ({ cluster, overlay, agent, canary, updates }: TargetOutline): Target[] =>
  cluster && overlay && agent
    ? [
        {
          cluster: cluster.text,
          overlay: overlay.text,
          agent,
          ...(canary !== undefined && { canary: toCanary(canary) }),
          ...(updates.length > 0 && { updates: updates.map(({ update }) => update) }),
        },
      ]
    : [];

const toCanary = ({ namespace, name, startsWithin }: CanaryOutline): CanaryObject => ({
  namespace,
  name,
  startsWithinMs: toMs(startsWithin ?? DEFAULT_STARTS_WITHIN),
});

function toGate({ approval, freeze }: GateShape): Gate[] {
  const gates: Gate[] = [];
  if (approval !== undefined) {
    const { expires, ...rest } = approval;
    gates.push({ kind: 'approval', ...rest, expiresMs: toMs(expires) });
  }
  if (freeze !== undefined) gates.push(toFreeze(freeze));
  return gates;
}

function toFreeze(freeze: NonNullable<GateShape['freeze']>): FreezeGate {
  const { deny, allow, from, timeZone, effect = 'deny' } = freeze;
  if (from !== undefined) return { kind: 'freeze', effect, from, to: freeze.to ?? from, timeZone };
  const [cronEffect, cron] =
    deny === undefined ? (['allow', allow ?? ''] as const) : (['deny', deny] as const);
  return { kind: 'freeze', effect: cronEffect, cron, forMs: toMs(freeze.for ?? '0s'), timeZone };
}

const toMs = (duration: string): number => parseDuration(duration) ?? 0;
