import { posix } from 'node:path';
import type { Found, FoundAgent, FoundImage, FoundOverlay, FoundUpdate } from './scan.ts';

export interface GuessedTarget {
  readonly cluster: string;
  readonly overlay: string;
  /** Only when it is not called like the pipeline. */
  readonly agent?: { readonly name: string; readonly namespace: string };
  readonly update?: FoundUpdate;
}

export interface GuessedStage {
  readonly name: string;
  readonly targets: readonly GuessedTarget[];
}

export interface GuessedPipeline {
  readonly name: string;
  readonly artifact: FoundImage;
  readonly stages: readonly GuessedStage[];
}

export interface Guess {
  readonly pipelines: readonly GuessedPipeline[];
  readonly clusters: readonly { readonly name: string; readonly agent: FoundAgent['kind'] }[];
  /** Sentences on what was guessed without much to go by, and what was left out. */
  readonly doubts: readonly string[];
}

/** What people call their stages, in the order in which a release goes through them. */
const STAGES: readonly (readonly [string, RegExp])[] = [
  ['dev', /^(dev|develop|development|sandbox)$/],
  ['test', /^(test|testing|qa|int|integration)$/],
  ['staging', /^(stage|stg|staging|uat|preprod|preview|acceptance)$/],
  ['prod', /^(prod|production|prd|live)$/],
];

interface Place extends GuessedTarget {
  readonly stage: string;
}

/** One pipeline per image that at least one overlay sets. */
export function guess({ overlays, agents, charts }: Found): Guess {
  const doubts = charts.map(
    (file) => `${file} was left out: its chart is rendered by Argo CD; docs/updaters.md says what to write.`,
  );
  const clusters = new Map<string, FoundAgent['kind']>();
  const taken = new Set<string>();
  const pipelines = byImage(overlays).flatMap(([artifact, found]) => {
    const paths = found.map(({ path }) => path);
    const name = pipelineName(artifact.image, paths, agents, taken);
    taken.add(name);
    const places = found.flatMap(({ path: overlay, update }): Place[] => {
      const stage = stageOf(overlay);
      if (stage === undefined) {
        doubts.push(
          `${overlay} was left out: its name says no stage (${STAGES.map(([known]) => known).join(', ')}).`,
        );
        return [];
      }
      const agent = agents.find(({ path }) => path === overlay);
      const cluster = clusterOf(overlay, agent);
      if (agent === undefined)
        doubts.push(
          `${overlay}: no Flux Kustomization or Argo CD Application names it; its cluster is guessed to be ${cluster}.`,
        );
      clusters.set(cluster, agent?.kind ?? clusters.get(cluster) ?? 'flux');
      const isCalledOtherwise = agent !== undefined && agent.name !== name;
      return [
        {
          stage,
          cluster,
          overlay,
          ...(update && { update }),
          ...(isCalledOtherwise && { agent: pick(agent) }),
        },
      ];
    });
    return places.length === 0 ? [] : [{ name, artifact, stages: stagesOf(places) }];
  });
  return { pipelines, clusters: [...clusters].map(([name, agent]) => ({ name, agent })), doubts };
}

const pick = ({ name, namespace }: FoundAgent) => ({ name, namespace });

/** An overlay that sets the image in two places counts once, as the first. */
function byImage(overlays: Found['overlays']): [FoundImage, FoundOverlay[]][] {
  const found = new Map<string, [FoundImage, FoundOverlay[]]>();
  for (const overlay of overlays)
    for (const image of overlay.images) {
      const [first, others] = found.get(image.image) ?? [image, []];
      if (!others.some(({ path }) => path === overlay.path))
        found.set(image.image, [first, [...others, overlay]]);
    }
  return [...found.values()];
}

/** What its agents' objects are called, if that is one name and of one image only; else as the image. */
function pipelineName(
  image: string,
  paths: readonly string[],
  agents: readonly FoundAgent[],
  taken: ReadonlySet<string>,
): string {
  const names = new Set(agents.filter(({ path }) => paths.includes(path)).map(({ name }) => asName(name)));
  const [name = ''] = names;
  return names.size === 1 && !taken.has(name) ? name : asName(image.slice(image.indexOf('/') + 1));
}

/** Names of pipelines have at most 40 of a-z, 0-9 and "-". */
const asName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);

/** By the last folder that has the name of a stage as its first word: `overlays/prod-eu-1`, `prod/checkout`. */
function stageOf(overlay: string): string | undefined {
  for (const folder of overlay.split('/').reverse()) {
    const [word = ''] = folder.toLowerCase().split(/[-_.]/);
    const known = STAGES.find(([, pattern]) => pattern.test(word));
    if (known) return known[0];
  }
  return undefined;
}

/** Agents mostly stand in `clusters/<cluster>/...`; without one, overlays are mostly called like their cluster. */
function clusterOf(overlay: string, agent: FoundAgent | undefined): string {
  const folders = agent?.file.split('/') ?? [];
  const at = folders.indexOf('clusters');
  return (at >= 0 && folders[at + 1]) || posix.basename(overlay);
}

function stagesOf(places: readonly Place[]): GuessedStage[] {
  return STAGES.flatMap(([name]) => {
    const targets = places.filter(({ stage }) => stage === name).map(({ stage: _, ...target }) => target);
    return targets.length === 0 ? [] : [{ name, targets }];
  });
}
