import type { Entry } from '../ledger/entry.ts';
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

/** With several artifacts a push alone is no release: it is gathered until all of them have come. */
export const isBundle = ({ artifacts }: Pick<Pipeline, 'artifacts'>): boolean => artifacts.length > 1;

export function arrivalOf(entry: Extract<Entry, { type: 'artifact-arrived' }>): Arrival {
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
  const all = [...others, arrival];
  const sets = [...new Set(all.map(setOf).reverse())].slice(0, MOST_SETS);
  const newest = new Map(all.filter((one) => one.newest).map((one) => [one.name, one]));
  return all.filter((one) => sets.includes(setOf(one)) || newest.get(one.name) === one);
}

/** What comes together goes together. */
const setOf = ({ revision, tag }: Arrival): string => revision ?? tag;
