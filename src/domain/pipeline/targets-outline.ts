import type { Update } from '../updaters/address.ts';
import { child, isMap, items, type Mention, mention, mentions, type Place, texts } from './place.ts';
import type { Path } from './source.ts';
import type { AgentObject } from './types.ts';
import {
  type ArtifactOutline,
  type OwnUpdate,
  outlineUpdates,
  ownUpdates,
  type UpdateOutline,
} from './update-outline.ts';

/** A target as far as the file says it. */
export interface TargetOutline {
  path: Path;
  cluster: Mention | undefined;
  overlay: Mention | undefined;
  agent: AgentObject | undefined;
  canary: CanaryOutline | undefined;
  /** Whether the kustomization of the overlay is written: for an artifact that no update is for. */
  writesOverlay: boolean;
  updates: ResolvedUpdate[];
}

/** A Canary of the target; `startsWithin` as it is written. */
export interface CanaryOutline {
  namespace: string;
  name: string;
  startsWithin: string | undefined;
}

/** An update of a target whose placeholders are filled. */
export interface ResolvedUpdate {
  path: Path;
  update: Update;
}

/** What a stage says of its targets, before the clusters are known. */
export interface TargetsOutline {
  /** Wave by wave; a single group if the waves are cut from it, or if there is only one. */
  groups: GroupOutline[];
  cut: CutOutline | undefined;
}

export interface GroupOutline {
  path: Path;
  entries: EntryOutline[];
}

/** One entry stands for the cluster that it names, or for each that its selector matches. */
export interface EntryOutline {
  path: Path;
  cluster: Mention | undefined;
  selector: { labels: Record<string, string>; path: Path } | undefined;
  /** May hold placeholders. */
  overlay: Mention | undefined;
  /** Undefined if the file leaves the name out and has none itself. Where the namespace is left out, the agent's is. */
  agent: { namespace: string | undefined; name: string } | undefined;
  canary: CanaryOutline | undefined;
  writesOverlay: boolean;
  updates: OwnUpdate[];
  /** As they are written there: whether each is for one of the artifacts. */
  ownUpdates: UpdateOutline[];
}

export interface CutOutline {
  path: Path;
  by: Mention | undefined;
  order: Mention[];
  /** As written: `1`, `25%`, `rest`. */
  sizes: unknown[];
}

export function outlineTargets(
  stage: Place,
  pipeline: string | undefined,
  artifacts: readonly ArtifactOutline[],
): TargetsOutline {
  const targets = child(stage, 'targets');
  const waves = child(stage, 'waves');
  // In `waves: [{ targets: [...], soak: 5m }]` a wave is a map.
  const listed = items(waves).map((wave) => (isMap(wave.value) ? child(wave, 'targets') : wave));
  const groups = [...(targets.value === undefined ? [] : [targets]), ...listed];
  return {
    groups: groups.map((group) => ({
      path: group.path,
      entries: entriesOf(group).map((entry) => outlineEntry(entry, pipeline, artifacts)),
    })),
    cut: isMap(waves.value) ? outlineCut(waves) : undefined,
  };
}

/** A single entry may stand without a list around it. */
const entriesOf = (group: Place): Place[] => (isMap(group.value) ? [group] : items(group));

function outlineEntry(
  entry: Place,
  pipeline: string | undefined,
  artifacts: readonly ArtifactOutline[],
): EntryOutline {
  const namespace = mention(child(entry, 'agent', 'namespace'))?.text;
  const name = mention(child(entry, 'agent', 'name'))?.text ?? pipeline;
  const selector = child(entry, 'selector');
  const own = outlineUpdates(entry);
  const updates = ownUpdates(artifacts, own);
  return {
    path: entry.path,
    cluster: mention(child(entry, 'cluster')),
    selector: isMap(selector.value) ? { labels: texts(selector), path: selector.path } : undefined,
    overlay: mention(child(entry, 'overlay')),
    agent: name === undefined ? undefined : { namespace, name },
    canary: outlineCanary(child(entry, 'canary'), pipeline),
    writesOverlay:
      artifacts.length === 0 ||
      artifacts.some((one) => !updates.some(({ artifact }) => artifact === one.name?.text)),
    updates,
    ownUpdates: own,
  };
}

function outlineCanary(canary: Place, pipeline: string | undefined): CanaryOutline | undefined {
  const namespace = mention(child(canary, 'namespace'))?.text;
  const name = mention(child(canary, 'name'))?.text ?? pipeline;
  const startsWithin = mention(child(canary, 'startsWithin'))?.text;
  return namespace === undefined || name === undefined ? undefined : { namespace, name, startsWithin };
}

const outlineCut = (waves: Place): CutOutline => ({
  path: waves.path,
  by: mention(child(waves, 'by')),
  order: mentions(child(waves, 'order')),
  sizes: items(child(waves, 'sizes')).map(({ value }) => value),
});
