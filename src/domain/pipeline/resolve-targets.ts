import { type Labelled, selectClusters, unknownClusters, whyNoneMatches } from './cluster-labels.ts';
import { cutWaves } from './cut-waves.ts';
import { fillOverlay, needsLabels } from './fill-overlay.ts';
import { fillUpdate } from './fill-update.ts';
import type { PipelineOutline, StageOutline } from './outline.ts';
import type { Mention } from './place.ts';
import type { Finding, Path } from './source.ts';
import type { EntryOutline, TargetOutline, TargetsOutline } from './targets-outline.ts';
import type { AgentKind, AgentObject } from './types.ts';
import type { ArtifactOutline } from './update-outline.ts';

/** A pipeline whose selectors are resolved: every wave with its targets. */
export interface ResolvedPipeline {
  name: Mention | undefined;
  artifacts: ArtifactOutline[];
  stages: ResolvedStage[];
}

export type ResolvedStage = Omit<StageOutline, 'targets'> & { waves: TargetOutline[][] };

/** Where each kind of agent has its objects unless a target says otherwise. */
const NAMESPACES: Readonly<Record<AgentKind, string>> = { flux: 'flux-system', argocd: 'argocd' };

export type KindOf = (cluster: string) => AgentKind;

/** Quota of CodeCommit's CreateCommit (its user guide): a wave is one commit. */
const MOST_TARGETS = 100;

/**
 * Of a stage and of a pipeline. A promotion is one item of the table with the evidence of every target, as is a definition:
 * DynamoDB takes 400 KB (test/simulation/largest-stage.test.ts).
 */
const MOST_OF_STAGE = 500;
const MOST_OF_PIPELINE = 1000;

/**
 * Finds the targets of every stage.
 *
 * @param clusters of the settings; undefined while those are missing or have problems. A selector over some of the
 *   clusters would silently drop the others, so it is then a problem.
 * @param kindOf what pulls in a cluster
 */
export function resolvePipeline(
  { name, artifacts, stages }: PipelineOutline,
  clusters: readonly Labelled[] | undefined,
  kindOf: KindOf,
): { resolved: ResolvedPipeline; findings: Finding[] } {
  const results = stages.map(({ targets, ...stage }) => {
    const { waves, findings } = resolveStage(targets, clusters, kindOf);
    return { stage: { ...stage, waves }, findings };
  });
  const all = results.flatMap(({ stage }) => stage.waves.flat());
  return {
    resolved: { name, artifacts, stages: results.map(({ stage }) => stage) },
    findings: [
      ...results.flatMap(({ findings }) => findings),
      ...results.flatMap(({ stage }) => tooMany(stage.waves.flat(), 'a stage', MOST_OF_STAGE)),
      ...tooMany(all, 'a pipeline', MOST_OF_PIPELINE),
    ],
  };
}

function resolveStage(
  { groups, cut }: TargetsOutline,
  clusters: readonly Labelled[] | undefined,
  kindOf: KindOf,
) {
  const resolved = groups.map(({ path, entries }) => ({
    path,
    ...merge(entries.map((entry) => withAgent(resolveEntry(entry, clusters), entry.agent, kindOf))),
  }));
  const findings = resolved.flatMap((group) => group.findings);
  if (cut === undefined) {
    const large = resolved.flatMap(({ path, targets }, wave) => tooLarge(targets, path, wave));
    return { waves: resolved.map(({ targets }) => targets), findings: [...findings, ...large] };
  }
  const { waves, findings: ofCut } = cutWaves(merge(resolved).targets, cut, clusters);
  const large = waves.flatMap((wave, index) => tooLarge(wave, cut.path, index));
  return { waves, findings: [...findings, ...ofCut, ...large] };
}

interface Resolution {
  targets: TargetOutline[];
  findings: Finding[];
}

const merge = (parts: readonly Resolution[]): Resolution => ({
  targets: parts.flatMap(({ targets }) => targets),
  findings: parts.flatMap(({ findings }) => findings),
});

const withAgent = (
  { targets, findings }: Resolution,
  agent: EntryOutline['agent'],
  kindOf: KindOf,
): Resolution => ({
  targets: targets.map((target) => ({ ...target, agent: agentOn(target.cluster, agent, kindOf) })),
  findings,
});

function agentOn(
  cluster: Mention | undefined,
  agent: EntryOutline['agent'],
  kindOf: KindOf,
): AgentObject | undefined {
  if (agent === undefined) return undefined;
  const kind = cluster === undefined ? 'flux' : kindOf(cluster.text);
  return { namespace: agent.namespace ?? NAMESPACES[kind], name: agent.name };
}

function resolveEntry(entry: EntryOutline, clusters: readonly Labelled[] | undefined): Resolution {
  const { path, cluster, selector, overlay, writesOverlay } = entry;
  const labelled = [overlay, ...entry.updates.map(({ file }) => file)].find(needsLabels);
  if (clusters === undefined && (selector !== undefined || labelled !== undefined))
    return problem(unknownClusters(selector?.path ?? labelled?.path ?? path));
  if (selector !== undefined) return onSelected(entry, selector, clusters ?? []);
  if (cluster === undefined) {
    const missing = { cluster, agent: undefined, canary: undefined, updates: [] };
    const target = { ...missing, path, overlay, writesOverlay };
    return { targets: [target], findings: [] };
  }
  return onNamed(entry, cluster, clusters ?? []);
}

const problem = (finding: Finding): Resolution => ({ targets: [], findings: [finding] });

function onSelected(
  entry: EntryOutline,
  { labels, path }: NonNullable<EntryOutline['selector']>,
  clusters: readonly Labelled[],
): Resolution {
  const selected = selectClusters(clusters, labels);
  if (selected.length === 0) return problem({ path, ...whyNoneMatches(clusters, labels) });
  return targetsOn(
    entry,
    selected.map((cluster) => ({ ...cluster, path })),
  );
}

function onNamed(entry: EntryOutline, { text, path }: Mention, clusters: readonly Labelled[]): Resolution {
  const known = clusters.find(({ name }) => name === text);
  // That nobody knows the cluster is a problem already; what labels it lacks is not another one.
  const isFillable = (mention: Mention | undefined) => known !== undefined || !needsLabels(mention);
  const overlay = isFillable(entry.overlay) ? entry.overlay : undefined;
  const updates = overlay === undefined ? [] : entry.updates.filter(({ file }) => isFillable(file));
  return targetsOn({ ...entry, overlay, updates }, [{ name: text, labels: known?.labels ?? {}, path }]);
}

function targetsOn(
  { path, overlay, canary, writesOverlay, updates }: EntryOutline,
  clusters: readonly (Labelled & { path: Path })[],
): Resolution {
  const { overlays, findings } =
    overlay === undefined ? { overlays: [], findings: [] } : fillOverlay(overlay, clusters);
  const filled = updates.map((update) => fillUpdate(update, overlay, clusters));
  const targets = clusters.map((cluster, index) => ({
    path,
    cluster: { text: cluster.name, path: cluster.path },
    overlay: overlays[index],
    agent: undefined,
    canary,
    writesOverlay,
    updates: filled.flatMap(({ ofCluster }) => ofCluster[index] ?? []),
  }));
  return { targets, findings: [...findings, ...filled.flatMap((update) => update.findings)] };
}

function tooLarge(wave: readonly TargetOutline[], path: Path, index: number): Finding[] {
  if (wave.length <= MOST_TARGETS) return [];
  const message = `wave ${index + 1} has ${wave.length} targets; a commit of CodeCommit takes ${MOST_TARGETS} files`;
  return [{ path, message, hint: 'make smaller waves of them, such as waves: { sizes: [1, 25%] }' }];
}

/** At the first target that is one too many. */
function tooMany(targets: readonly TargetOutline[], what: string, most: number): Finding[] {
  const beyond = targets[most];
  if (beyond === undefined) return [];
  const message = `${what} has at most ${most} targets; here are ${targets.length}`;
  return [{ path: beyond.path, message, hint: 'make several of it' }];
}
