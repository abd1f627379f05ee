import { commonTag, compareArtifactTags } from '../pipeline/artifact-tags.ts';
import type { Artifact, Pipeline } from '../pipeline/types.ts';
import type { Release, ReleasedArtifact } from '../release.ts';

type Ordered = Pick<Pipeline, 'artifacts' | 'complete'>;

/**
 * What a release is ordered by, and called. Where all artifacts come under one tag it is the highest of the release's
 * tags by the pipeline's rule; where each has its own, all of them: `frontend 2.0.0, backend 1.4.0`.
 */
export function orderingTag(pipeline: Ordered, release: Pick<Release, 'artifacts' | 'tags'>): string {
  const [first] = pipeline.artifacts;
  if (hasOwnTags(pipeline)) return release.artifacts.map(({ name, tag }) => `${name} ${tag}`).join(SEPARATOR);
  const tags = release.tags.length > 0 ? release.tags : release.artifacts.map(({ tag }) => tag);
  if (first === undefined) return tags[0] ?? '';
  // Of one tag that is written in several ways, as that of an image and of git, it is the first artifact's.
  const bare = (tag: string): string => (pipeline.artifacts.length > 1 ? commonTag(first, tag) : tag);
  return tags.reduce((best, tag) => (compareArtifactTags(first, bare(tag), bare(best)) > 0 ? tag : best));
}

/** The tag that an artifact of a release is written with, where the release was promoted as `ordering`. */
export function tagOf(
  ordering: string,
  { tag }: Pick<ReleasedArtifact, 'tag'>,
  all: readonly Pick<ReleasedArtifact, 'tag'>[],
): string {
  const isShared = !ordering.includes(' ') && all.every((other) => other.tag === tag);
  return isShared ? ordering : tag;
}

/**
 * Whether a stage that goes from `b` to `a` would go back in any of its artifacts. Of two releases each may be behind the
 * other; of one artifact it is just the older one. Artifacts that only one of the two has say nothing.
 */
export function isBehind(pipeline: Ordered | undefined, a: string, b: string): boolean {
  if (pipeline === undefined) return false;
  const [left, right] = [componentsOf(pipeline, a), componentsOf(pipeline, b)];
  return pipeline.artifacts.some((artifact) => compareIn(artifact, left, right) < 0);
}

/** Negative if `a` comes before `b` in an order that never puts a release before one that it is behind of. */
export function compareForTurn(pipeline: Ordered, a: string, b: string): number {
  const [left, right] = [componentsOf(pipeline, a), componentsOf(pipeline, b)];
  for (const artifact of pipeline.artifacts) {
    const order = compareIn(artifact, left, right);
    if (order !== 0) return order;
  }
  return 0;
}

/** Why one gives way to the other: `backend 1.4.0 is newer than 1.3.0`. */
export function newerIn(pipeline: Ordered, newer: string, older: string): string {
  const [left, right] = [componentsOf(pipeline, newer), componentsOf(pipeline, older)];
  const artifact = pipeline.artifacts.find((each) => compareIn(each, left, right) > 0);
  if (artifact === undefined || !hasOwnTags(pipeline)) return `${newer} is newer than ${older}`;
  const { name } = artifact;
  return `${name} ${left.get(name)} is newer than ${right.get(name)}`;
}

/** Neither a name nor a tag has a space in it. */
const SEPARATOR = ', ';

const hasOwnTags = ({ artifacts, complete }: Ordered): boolean =>
  artifacts.length > 1 && complete !== undefined && complete !== 'same-tag';

/** A tag alone was that of the first artifact, which a pipeline had before it had several. */
function componentsOf({ artifacts: [first] }: Ordered, ordering: string): ReadonlyMap<string, string> {
  if (!ordering.includes(' ')) return new Map(first === undefined ? [] : [[first.name, ordering]]);
  const parts = ordering.split(SEPARATOR).map((part) => part.split(' '));
  return new Map(parts.map(([name = '', tag = '']) => [name, tag]));
}

function compareIn(
  artifact: Artifact,
  left: ReadonlyMap<string, string>,
  right: ReadonlyMap<string, string>,
): number {
  const [a, b] = [left.get(artifact.name), right.get(artifact.name)];
  return a === undefined || b === undefined ? 0 : compareArtifactTags(artifact, a, b);
}
