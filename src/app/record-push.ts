import { METRICS } from '../contract.ts';
import { completeUnder, isBundle } from '../domain/bundle.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import { accepts } from '../domain/pipeline/tags.ts';
import { type CurrentDefinition, requestEligible } from '../domain/promotion/request.ts';
import type { PipelineState } from '../domain/promotion/state.ts';
import { type ReleasedArtifact, releaseId } from '../domain/release.ts';
import { decide } from './decide.ts';
import { currentDefinition } from './definitions.ts';
import { followUp } from './follow-up.ts';
import type { Using } from './ports.ts';

/** An image that appeared in a registry under a tag. `image` is the repository's full address. */
export interface Push {
  readonly image: string;
  readonly tag: string;
  readonly digest: string;
}

type Needs = Using<'ledger' | 'workflow' | 'waits' | 'clock' | 'log'>;

/**
 * Makes the push a release of every pipeline that wants it, and starts its first promotions. Redelivered, reordered
 * and late events have no second effect: the release's id is its contents.
 */
export async function recordPush(ports: Needs, push: Push): Promise<{ releases: string[] }> {
  const subscribed = await ports.ledger.subscribers(push.image);
  const recorded: Recorded[] = [];
  for (const pipeline of subscribed) recorded.push(await recordPushFor(ports, pipeline, push));
  if (!recorded.some(({ wanted }) => wanted)) {
    ports.log.count(METRICS.pushUnwanted);
    ports.log.info('No pipeline wants this image', { ...push, subscribed });
  }
  return { releases: recorded.flatMap(({ release }) => release ?? []) };
}

/** What became of a push in one pipeline. */
export interface Recorded {
  /** Whether the pipeline has the image for an artifact, and its rule accepts the tag. */
  readonly wanted: boolean;
  /** Absent while other artifacts are still to come. */
  readonly release?: string;
}

/** The same for one pipeline. */
export async function recordPushFor(ports: Needs, pipeline: string, push: Push): Promise<Recorded> {
  for (;;) {
    const before = await ports.ledger.read(pipeline);
    const first = await contentsWith(ports, before, push);
    if (first === undefined) return { wanted: false };
    const { id } = first;
    const record = async (open: Draft): Promise<'done' | 'again'> => {
      const now = await contentsWith(ports, open.state, push);
      // Another artifact has come meanwhile, and so makes another release of this one: that one is to be read.
      if (now === undefined || now.id !== id) return 'again';
      if (now.isNew) open.record({ type: 'artifact-arrived', artifact: now.artifact.name, ...push });
      if (id !== undefined && now.contents) recordRelease(open, now.definition, id, now.contents);
      return 'done';
    };
    const beside = { releases: id === undefined ? [] : [id] };
    const { draft, result } = await decide(ports, pipeline, beside, record, before);
    if (draft.entries.some(({ type }) => type === 'release-created')) ports.log.count(METRICS.releaseCreated);
    await followUp(ports, draft);
    if (result === 'done') return { wanted: true, ...(id !== undefined && { release: id }) };
  }
}

interface Contents {
  readonly definition: CurrentDefinition;
  readonly artifact: ReleasedArtifact;
  /** Of several artifacts, one that had not come with these contents. */
  readonly isNew: boolean;
  /** Complete, with the push. */
  readonly contents?: readonly ReleasedArtifact[];
  readonly id?: string;
}

/** What a push makes of what has come before; undefined if the pipeline does not want it. */
async function contentsWith(
  ports: Using<'ledger'>,
  state: PipelineState,
  { image, tag, digest }: Push,
): Promise<Contents | undefined> {
  const definition = await currentDefinition(ports, state);
  const wanted = definition?.pipeline.artifacts.find((artifact) => artifact.image === image);
  if (definition === undefined || wanted === undefined || !accepts(wanted.tags, tag)) return undefined;
  const artifact = { name: wanted.name, image, tag, digest };
  const { pipeline } = definition;
  const arrivals = isBundle(pipeline) ? (state.arrivals ?? []) : [];
  const isNew = isBundle(pipeline) && !arrivals.some((arrival) => isSame(arrival, artifact));
  const others = arrivals.filter((arrival) => arrival.name !== artifact.name);
  const contents = completeUnder(pipeline, [...others, artifact], tag);
  if (contents === undefined) return { definition, artifact, isNew };
  return { definition, artifact, isNew, contents, id: releaseId(pipeline.name, contents) };
}

const isSame = (a: ReleasedArtifact, b: ReleasedArtifact): boolean =>
  a.name === b.name && a.image === b.image && a.tag === b.tag && a.digest === b.digest;

function recordRelease(
  draft: Draft,
  definition: CurrentDefinition,
  id: string,
  contents: readonly ReleasedArtifact[],
): void {
  const [artifact] = contents;
  const known = draft.state.releases[id];
  if (known === undefined) {
    draft.record({ type: 'release-created', release: id, artifacts: contents });
    const created = draft.state.releases[id];
    if (created !== undefined) requestEligible(draft, definition, created);
  } else if (artifact !== undefined && !known.tags.includes(artifact.tag)) {
    draft.record({ type: 'release-tagged', release: id, artifact: artifact.name, tag: artifact.tag });
  }
}
