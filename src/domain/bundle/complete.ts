import { commonTag, compareArtifactTags, wants } from '../pipeline/artifact-tags.ts';
import type { Artifact, Pipeline } from '../pipeline/types.ts';
import type { ReleasedArtifact } from '../release.ts';
import type { Arrival } from './arrival.ts';

export type Bundled = Pick<Pipeline, 'artifacts' | 'complete'>;

/**
 * The release that a push completes, of what had come before and the push itself, in the order of the pipeline; undefined
 * while something is missing. Where releases wait for silence, no push completes any (`dueOf`).
 */
export function completedBy(
  pipeline: Bundled,
  arrivals: readonly Arrival[],
  push: Arrival,
): ReleasedArtifact[] | undefined {
  const all = [...arrivals.filter(({ name, tag }) => name !== push.name || tag !== push.tag), push];
  switch (pipeline.complete) {
    case 'any':
      return push.newest ? releaseOf(newestOf(pipeline, all)) : undefined;
    case 'same-label':
      return push.revision === undefined ? undefined : underRevision(pipeline, all, push.revision);
    case 'same-tag':
      return underTag(pipeline, all, push);
    default:
      return undefined;
  }
}

/** Whether nothing newer of the artifact has come. */
export const isNewest = (artifact: Artifact, arrivals: readonly Arrival[], tag: string): boolean =>
  arrivals.every((one) => !isOf(artifact)(one) || compareArtifactTags(artifact, one.tag, tag) <= 0);

/** The newest of each, and since when nothing has come; undefined while one is missing. */
export function gathered(
  pipeline: Bundled,
  arrivals: readonly Arrival[],
): { readonly contents: ReleasedArtifact[]; readonly at: string } | undefined {
  const newest = newestOf(pipeline, arrivals);
  const contents = releaseOf(newest);
  const last = newest.map((one) => one?.at ?? '').reduce((a, b) => (b > a ? b : a), '');
  return contents && { contents, at: last };
}

/** The release that is due because nothing has come for as long as the pipeline says. */
export function dueOf(
  pipeline: Bundled,
  arrivals: readonly Arrival[],
  now: number,
): ReleasedArtifact[] | undefined {
  if (typeof pipeline.complete !== 'object') return undefined;
  const found = gathered(pipeline, arrivals);
  if (found === undefined || now - Date.parse(found.at) < pipeline.complete.waitMs) return undefined;
  return found.contents;
}

/** The newest of each artifact, as far as it has come, in the order of the pipeline. */
export const newestOf = ({ artifacts }: Bundled, arrivals: readonly Arrival[]): (Arrival | undefined)[] =>
  artifacts.map((artifact) => newestIn(artifact, arrivals.filter(isOf(artifact))));

/** What came of an artifact; what the pipeline had elsewhere, or does not want any more, is none of it. */
export const isOf =
  (artifact: Artifact) =>
  ({ name, image, tag }: Arrival): boolean =>
    name === artifact.name && image === artifact.image && wants(artifact, tag);

/** What came last of each under what the tags have in common. */
function underTag({ artifacts }: Bundled, arrivals: readonly Arrival[], { name, tag }: Arrival) {
  const own = artifacts.find((artifact) => artifact.name === name);
  const common = own && commonTag(own, tag);
  return releaseOf(
    artifacts.map((artifact) =>
      arrivals.filter(isOf(artifact)).findLast((one) => commonTag(artifact, one.tag) === common),
    ),
  );
}

const underRevision = ({ artifacts }: Bundled, arrivals: readonly Arrival[], revision: string) =>
  releaseOf(
    artifacts.map((artifact) =>
      newestIn(
        artifact,
        arrivals.filter((one) => one.revision === revision && isOf(artifact)(one)),
      ),
    ),
  );

const newestIn = (artifact: Artifact, arrivals: readonly Arrival[]): Arrival | undefined =>
  arrivals.reduce<Arrival | undefined>(
    (best, one) => (best === undefined || compareArtifactTags(artifact, one.tag, best.tag) >= 0 ? one : best),
    undefined,
  );

function releaseOf(found: readonly (Arrival | undefined)[]): ReleasedArtifact[] | undefined {
  const come = found.flatMap((one) => one ?? []);
  if (come.length < found.length) return undefined;
  return come.map(({ name, image, tag, digest }) => ({ name, image, tag, digest }));
}
