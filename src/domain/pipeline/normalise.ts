import { parseDuration } from '../duration.ts';
import { folderOf } from './outline.ts';
import type { PipelineFile } from './pipeline-schema.ts';
import type { SettingsFile } from './settings-schema.ts';
import type { StageShape } from './stage-schema.ts';
import type { Artifact, Gate, Pipeline, Settings, Stage, Target } from './types.ts';

const DEFAULT_NAMESPACE = 'flux-system';
const DEFAULT_TIMEOUT = '15m';
const DEFAULT_GRACE = '1m';

type ArtifactShape = PipelineFile['spec']['artifacts'][number];
type TargetShape = NonNullable<StageShape['targets']>[number];
type GateShape = NonNullable<StageShape['gates']>[number];

/** The file in the words of the rest of the code. The schema has checked every value. */
export function toPipeline({ metadata, spec }: PipelineFile): Pipeline {
  return {
    name: metadata.name,
    artifacts: spec.artifacts.map(toArtifact),
    stages: spec.stages.map((stage) => toStage(stage, metadata.name)),
  };
}

export function toSettings({ spec }: SettingsFile): Settings {
  return {
    clusters: spec.clusters,
    people: spec.people.map(({ email, ...person }) => ({ ...person, ...(email !== undefined && { email }) })),
    groups: spec.groups,
  };
}

function toArtifact({ name, image, tags: { semver, pattern } }: ArtifactShape): Artifact {
  const tags =
    pattern === undefined
      ? { kind: 'semver' as const, range: semver ?? '' }
      : { kind: 'pattern' as const, pattern };
  return { name, image, tags };
}

function toStage(stage: StageShape, pipeline: string): Stage {
  const waves = stage.waves ?? (stage.targets === undefined ? [] : [stage.targets]);
  return {
    name: stage.name,
    after: stage.after ?? [],
    waves: waves.map((wave) => wave.map((target) => toTarget(target, pipeline))),
    gates: (stage.gates ?? []).flatMap(toGate),
    soakMs: toMs(stage.soak),
    health: {
      timeoutMs: toMs(stage.health?.timeout ?? DEFAULT_TIMEOUT),
      graceMs: toMs(stage.health?.grace ?? DEFAULT_GRACE),
    },
    whenSuperseded: stage.whenSuperseded,
    onFailure: stage.onFailure,
  };
}

function toTarget({ cluster, overlay, agent }: TargetShape, pipeline: string): Target {
  const { namespace = DEFAULT_NAMESPACE, name = pipeline } = agent ?? {};
  return { cluster, overlay: folderOf(overlay), agent: { namespace, name } };
}

function toGate({ approval, freeze }: GateShape): Gate[] {
  const gates: Gate[] = [];
  if (approval !== undefined) {
    const { expires, ...rest } = approval;
    gates.push({ kind: 'approval', ...rest, expiresMs: toMs(expires) });
  }
  if (freeze !== undefined) {
    const { deny, allow, timeZone } = freeze;
    const [effect, cron] = deny === undefined ? (['allow', allow ?? ''] as const) : (['deny', deny] as const);
    gates.push({ kind: 'freeze', effect, cron, forMs: toMs(freeze.for), timeZone });
  }
  return gates;
}

const toMs = (duration: string): number => parseDuration(duration) ?? 0;
