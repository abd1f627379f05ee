import { utc } from '../gates/sentence.ts';
import { commonTag, compareArtifactTags } from '../pipeline/artifact-tags.ts';
import type { Artifact } from '../pipeline/types.ts';
import type { ReleasedArtifact } from '../release.ts';
import { type Arrival, isBundle } from './arrival.ts';
import { type Bundled, gathered, isOf, newestOf } from './complete.ts';

/**
 * What waits to be a release, and for what, one sentence each, newest first.
 *
 * @param isReleased whether there is a release of these contents; asked only where releases wait for silence
 */
export async function incompleteOf(
  pipeline: Bundled,
  arrivals: readonly Arrival[],
  isReleased: (contents: readonly ReleasedArtifact[]) => Promise<boolean>,
): Promise<string[]> {
  const { complete, artifacts } = pipeline;
  const [first] = artifacts;
  if (!isBundle(pipeline) || complete === undefined || first === undefined) return [];
  if (complete === 'same-tag') {
    const sets = setsIn(artifacts, arrivals, ({ tag, artifact }) => commonTag(artifact, tag));
    const sorted = sets.sort((a, b) => compareArtifactTags(first, b.name, a.name));
    return waitingSets(artifacts, sorted, (tag) => tag);
  }
  if (complete === 'same-label') {
    const sets = setsIn(artifacts, arrivals, ({ revision }) => revision);
    const sentences = waitingSets(artifacts, sets.reverse(), (revision) => `revision ${shortened(revision)}`);
    return [...sentences, ...withoutRevision(artifacts, arrivals)];
  }
  const found = gathered(pipeline, arrivals);
  if (found === undefined) return waitsForFirst(pipeline, arrivals);
  if (complete === 'any' || (await isReleased(found.contents))) return [];
  const until = utc(new Date(Date.parse(found.at) + complete.waitMs).toISOString());
  return [`${sayArtifacts(found.contents)} will be a release at ${until}, unless more comes`];
}

type Known = Arrival & { readonly artifact: Artifact };

/** What goes together; by when the last of it came. */
function setsIn(
  artifacts: readonly Artifact[],
  arrivals: readonly Arrival[],
  setOf: (known: Known) => string | undefined,
): { name: string; come: Known[] }[] {
  const known = arrivals.flatMap((one) => {
    const artifact = artifacts.find((each) => isOf(each)(one));
    return artifact === undefined ? [] : [{ ...one, artifact }];
  });
  const names = new Set(known.flatMap((one) => setOf(one) ?? []).reverse());
  return [...names].reverse().map((name) => ({ name, come: known.filter((one) => setOf(one) === name) }));
}

/** Sets that lack an artifact; what a complete one has outgrown would go nowhere, and is left out. */
function waitingSets(
  artifacts: readonly Artifact[],
  sets: readonly { name: string; come: Known[] }[],
  say: (set: string) => string,
): string[] {
  const isComplete = ({ come }: { come: readonly Known[] }) => missingIn(artifacts, come).length === 0;
  const complete = sets.filter(isComplete).flatMap(({ come }) => come);
  return sets
    .filter((set) => !isComplete(set) && !set.come.some((one) => isOutgrown(one, complete)))
    .map(({ name, come }) => waiting(say(name), missingIn(artifacts, come), firstAt(come)));
}

const isOutgrown = (one: Known, others: readonly Known[]): boolean =>
  others.some(({ name, tag }) => name === one.name && compareArtifactTags(one.artifact, tag, one.tag) > 0);

function withoutRevision(artifacts: readonly Artifact[], arrivals: readonly Arrival[]): string[] {
  const newest = newestOf({ artifacts: [...artifacts] }, arrivals);
  return newest.flatMap((one) =>
    one === undefined || one.revision !== undefined
      ? []
      : [
          `${one.name} ${one.tag} names no source revision, so it is in no release: label it ${REVISION_LABEL}`,
        ],
  );
}

/** As the OCI image specification calls it (annotations.md). */
export const REVISION_LABEL = 'org.opencontainers.image.revision';

function waitsForFirst(pipeline: Bundled, arrivals: readonly Arrival[]): string[] {
  const come = newestOf(pipeline, arrivals).flatMap((one) => one ?? []);
  if (come.length === 0) return [];
  return [waiting(sayArtifacts(come), missingIn(pipeline.artifacts, come), firstAt(come))];
}

const missingIn = (artifacts: readonly Artifact[], set: readonly Arrival[]): string[] =>
  artifacts.map(({ name }) => name).filter((name) => !set.some((one) => one.name === name));

const firstAt = (set: readonly Arrival[]): string =>
  set.map(({ at }) => at).reduce((a, b) => (b < a ? b : a));

const waiting = (what: string, names: readonly string[], since: string): string =>
  `${what} waits for ${names.join(' and ')} since ${utc(since)}`;

const sayArtifacts = (artifacts: readonly ReleasedArtifact[]): string =>
  artifacts.map(({ name, tag }) => `${name} ${tag}`).join(', ');

const shortened = (revision: string): string =>
  /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 12) : revision;
