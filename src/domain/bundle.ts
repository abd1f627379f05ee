import { accepts, compareTags } from './pipeline/tags.ts';
import type { Pipeline } from './pipeline/types.ts';
import type { ReleasedArtifact } from './release.ts';

/** An artifact of a pipeline of several, as it was pushed under a tag. */
export interface Arrival extends ReleasedArtifact {
  readonly at: string;
}

/** Sets of tags that are remembered; the one to which nothing came for longest is forgotten first. */
export const MOST_TAGS = 20;

/** With several artifacts a push alone is no release: it is gathered until all of them have come. */
export const isBundle = ({ artifacts }: Pick<Pipeline, 'artifacts'>): boolean => artifacts.length > 1;

/** The arrivals with one more; what was there for the artifact under that tag is replaced. */
export function withArrival(arrivals: readonly Arrival[], arrival: Arrival): Arrival[] {
  const others = arrivals.filter(({ name, tag }) => name !== arrival.name || tag !== arrival.tag);
  const all = [...others, arrival];
  const tags = [...new Set(all.map(({ tag }) => tag).reverse())].slice(0, MOST_TAGS);
  return all.filter(({ tag }) => tags.includes(tag));
}

/** What came under a tag of each artifact, in the order of the pipeline; undefined while one is missing. */
export function completeUnder(
  { artifacts }: Pick<Pipeline, 'artifacts'>,
  arrivals: readonly ReleasedArtifact[],
  tag: string,
): ReleasedArtifact[] | undefined {
  const found = artifacts.map(({ name, image }) =>
    arrivals.find((one) => one.name === name && one.image === image && one.tag === tag),
  );
  const complete = found.flatMap((one) =>
    one === undefined ? [] : [{ name: one.name, image: one.image, tag: one.tag, digest: one.digest }],
  );
  return complete.length === artifacts.length ? complete : undefined;
}

/** A release that is not one yet. */
export interface Incomplete {
  readonly tag: string;
  /** Names of the artifacts that have not come. */
  readonly waitsFor: readonly string[];
  /** When the first of the others came. */
  readonly since: string;
}

/** Newest first; what is older than a complete release would go nowhere, and is left out. */
export function incompleteOf(
  pipeline: Pick<Pipeline, 'artifacts'>,
  arrivals: readonly Arrival[],
): Incomplete[] {
  const rule = pipeline.artifacts[0]?.tags;
  if (rule === undefined || !isBundle(pipeline)) return [];
  const known = arrivals.filter(({ tag }) => accepts(rule, tag));
  const tags = [...new Set(known.map(({ tag }) => tag))].sort((a, b) => compareTags(rule, b, a));
  const newest = tags.findIndex((tag) => completeUnder(pipeline, known, tag) !== undefined);
  return tags.slice(0, newest === -1 ? tags.length : newest).map((tag) => {
    const come = known.filter((one) => one.tag === tag);
    const missing = pipeline.artifacts.filter(
      ({ name, image }) => !come.some((one) => one.name === name && one.image === image),
    );
    return { tag, waitsFor: missing.map(({ name }) => name), since: come[0]?.at ?? '' };
  });
}
