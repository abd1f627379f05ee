import type { EntryOf } from '../ledger/entry.ts';
import type { Pipeline } from '../pipeline/types.ts';
import type { ReleasedArtifact } from '../release.ts';

/** An artifact of a pipeline of several, as it was pushed under a tag. */
export interface Arrival extends ReleasedArtifact {
  readonly at: string;
  /** The source revision that it was built from, where releases are complete by it and it says so. */
  readonly revision?: string;
  /** Where releases are of the newest of each: nothing newer of the artifact had come before. */
  readonly newest?: true;
}

/** Sets (`setOf`) that are remembered; the one to which nothing came for longest is forgotten first. */
export const MOST_SETS = 20;

/** Builds of one artifact from one revision that are remembered, the last of them. Seldom is there a second one. */
const MOST_BUILDS = 3;
/** All arrivals together are one item of a store; but for the newest of each artifact, no more are remembered. */
export const MOST_ARRIVALS = 300;

/** With several artifacts a push alone is no release: it is gathered until all of them have come. */
export const isBundle = ({ artifacts }: Pick<Pipeline, 'artifacts'>): boolean => artifacts.length > 1;

export function arrivalOf(entry: EntryOf<'artifact-arrived'>): Arrival {
  const { artifact: name, image, tag, digest, at, revision, newest } = entry;
  return {
    ...{ name, image, tag, digest, at },
    ...(revision !== undefined && { revision }),
    ...(newest && { newest }),
  };
}

/**
 * The arrivals with one more; what was there for the artifact under that tag is replaced. The newest of each artifact is
 * never forgotten, where it is known: it may be older than anything else, and still part of the next release.
 */
export function withArrival(arrivals: readonly Arrival[], arrival: Arrival): Arrival[] {
  const others = arrivals.filter(({ name, tag }) => name !== arrival.name || tag !== arrival.tag);
  const builds = others.filter(isBuildOf(arrival));
  const outdated = builds.slice(0, Math.max(0, builds.length + 1 - MOST_BUILDS));
  const all = [...others.filter((one) => !outdated.includes(one)), arrival];
  const sets = [...new Set(all.map(setOf).reverse())].slice(0, MOST_SETS);
  const newest = new Map(all.filter((one) => one.newest).map((one) => [one.name, one]));
  const remembered = all.filter((one) => sets.includes(setOf(one))).slice(-MOST_ARRIVALS);
  return all.filter((one) => remembered.includes(one) || newest.get(one.name) === one);
}

/**
 * What came of an artifact before this time may be forgotten; undefined while all of it is remembered. Whoever looks for
 * pushes that nobody heard of must not take it for one.
 */
export function forgottenBefore(arrivals: readonly Arrival[], artifact: string): string | undefined {
  const own = arrivals.filter(({ name }) => name === artifact);
  const newest = own.findLast((one) => one.newest);
  const isFull = arrivals.length >= MOST_ARRIVALS || new Set(arrivals.map(setOf)).size >= MOST_SETS;
  const times = own
    .filter((one) => one !== newest && (isFull || own.filter(isBuildOf(one)).length >= MOST_BUILDS))
    .map(({ at }) => at);
  return times.length === 0 ? undefined : times.reduce((a, b) => (b < a ? b : a));
}

const isBuildOf =
  ({ name, revision }: Arrival) =>
  (other: Arrival): boolean =>
    revision !== undefined && other.revision === revision && other.name === name;

/** What comes together goes together. */
const setOf = ({ revision, tag }: Arrival): string => revision ?? tag;
