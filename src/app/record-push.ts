import { METRICS } from '../contract.ts';
import { type Arrival, isBundle } from '../domain/bundle/arrival.ts';
import { completedBy, dueOf, isNewest } from '../domain/bundle/complete.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import { isOfKind, wants } from '../domain/pipeline/artifact-tags.ts';
import type { Artifact } from '../domain/pipeline/types.ts';
import { type CurrentDefinition, requestEligible } from '../domain/promotion/request.ts';
import type { PipelineState } from '../domain/promotion/state.ts';
import { type ReleasedArtifact, releaseId } from '../domain/release.ts';
import { askRest } from './ask-rest.ts';
import { decide } from './decide.ts';
import { currentDefinition } from './definitions.ts';
import { followUp } from './follow-up.ts';
import type { Using } from './ports.ts';
import { revisionOf } from './source-revision.ts';

/** An artifact that appeared under a tag. `image` is where, as `Artifact.image` has it. */
export interface Push {
  readonly image: string;
  readonly tag: string;
  /** Of a git tag the commit. */
  readonly digest: string;
  /** Of an image or a chart, where it is known: `artifact-media-type` of ECR's event. */
  readonly mediaType?: string;
}

type Needs = Using<'ledger' | 'labels' | 'workflow' | 'waits' | 'clock' | 'log'>;

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
    ports.log.info('No pipeline wants this artifact', { ...push, subscribed });
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
  let revision: Promise<string | undefined> | undefined;
  const readRevision = (artifact: Artifact) => {
    revision ??= revisionOf(ports, artifact, push.digest);
    return revision;
  };
  for (;;) {
    const before = await ports.ledger.read(pipeline);
    const first = await made(ports, before, push, readRevision);
    if (first === undefined) return { wanted: false };
    const ids = idsOf(pipeline, first);
    const record = async (open: Draft): Promise<'done' | 'again'> => {
      const now = await made(ports, open.state, push, readRevision);
      // Another artifact has come meanwhile, and so makes another release of this one: that one is to be read.
      if (now === undefined || JSON.stringify(idsOf(pipeline, now)) !== JSON.stringify(ids)) return 'again';
      if (now.due) recordRelease(open, now.definition, now.due);
      if (now.arrival) recordArrival(open, now.arrival);
      if (now.completed) recordRelease(open, now.definition, now.completed);
      return 'done';
    };
    const releases = Object.values(ids).flatMap((id) => id ?? []);
    const { draft, result } = await decide(ports, pipeline, { releases }, record, before);
    await follow(ports, draft);
    for (const release of releases) await askRest(ports, draft, release);
    if (result === 'done') return { wanted: true, ...(ids.completed && { release: ids.completed }) };
  }
}

/** Records the release of a pipeline that is due because nothing has come for long enough. Seldom is any. */
export async function recordDue(ports: Needs, state: PipelineState): Promise<void> {
  const definition = await currentDefinition(ports, state);
  const dueIn = ({ arrivals = [] }: PipelineState) =>
    definition && dueOf(definition.pipeline, arrivals, ports.clock.now());
  const due = dueIn(state);
  if (definition === undefined || due === undefined) return;
  const id = releaseId(state.pipeline, due);
  // So it is at almost every sweep, and costs nothing then: contents are remembered.
  if ((await ports.ledger.contents(state.pipeline, id)) !== undefined) return;
  const record = (open: Draft): void => {
    // What has come meanwhile begins the wait anew.
    const now = dueIn(open.state);
    if (now !== undefined && releaseId(state.pipeline, now) === id) recordRelease(open, definition, now);
  };
  const { draft } = await decide(ports, state.pipeline, { releases: [id] }, record, state);
  if (draft.entries.length > 0) await follow(ports, draft);
  await askRest(ports, draft, id);
}

async function follow(ports: Needs, draft: Draft): Promise<void> {
  const created = draft.entries.filter(({ type }) => type === 'release-created').length;
  if (created > 0) ports.log.count(METRICS.releaseCreated, created);
  await followUp(ports, draft);
}

/** What a push makes of what has come before. */
interface Made {
  readonly definition: CurrentDefinition;
  /** What was complete before the push came, although nobody had looked since. */
  readonly due?: readonly ReleasedArtifact[];
  /** Of several artifacts, one that had not come with these contents. */
  readonly arrival?: Arrival;
  readonly completed?: readonly ReleasedArtifact[];
}

const idsOf = (pipeline: string, { due, completed }: Made) => ({
  due: due && releaseId(pipeline, due),
  completed: completed && releaseId(pipeline, completed),
});

/** Undefined if the pipeline does not want it. */
async function made(
  ports: Using<'ledger' | 'clock'>,
  state: PipelineState,
  { image, tag, digest, mediaType }: Push,
  readRevision: (artifact: Artifact) => Promise<string | undefined>,
): Promise<Made | undefined> {
  const definition = await currentDefinition(ports, state);
  const artifact = definition?.pipeline.artifacts.find((each) => each.image === image);
  if (definition === undefined || artifact === undefined || !wants(artifact, tag)) return undefined;
  if (!isOfKind(artifact, mediaType)) return undefined;
  const { pipeline } = definition;
  const { name } = artifact;
  if (!isBundle(pipeline)) return { definition, completed: [{ name, image, tag, digest }] };
  const { arrivals = [] } = state;
  const revision = pipeline.complete === 'same-label' ? await readRevision(artifact) : undefined;
  const ofNewest = pipeline.complete === 'any' || typeof pipeline.complete === 'object';
  const at = new Date(ports.clock.now()).toISOString();
  const push: Arrival = {
    ...{ name, image, tag, digest, at },
    ...(revision !== undefined && { revision }),
    ...(ofNewest && isNewest(artifact, arrivals, tag) && { newest: true }),
  };
  const isKnown = arrivals.some((one) => isSame(one, push));
  const due = dueOf(pipeline, arrivals, ports.clock.now());
  const completed = completedBy(pipeline, arrivals, push);
  return {
    definition,
    ...(due && { due }),
    ...(!isKnown && { arrival: push }),
    ...(completed && { completed }),
  };
}

const isSame = (a: Arrival, b: Arrival): boolean =>
  a.name === b.name &&
  a.image === b.image &&
  a.tag === b.tag &&
  a.digest === b.digest &&
  a.revision === b.revision;

const recordArrival = (draft: Draft, { name: artifact, at: _, ...arrival }: Arrival): void =>
  draft.record({ type: 'artifact-arrived', artifact, ...arrival });

function recordRelease(
  draft: Draft,
  definition: CurrentDefinition,
  contents: readonly ReleasedArtifact[],
): void {
  const id = releaseId(definition.pipeline.name, contents);
  const isKnown = draft.state.releases[id] !== undefined;
  if (!isKnown) {
    draft.record({ type: 'release-created', release: id, artifacts: contents });
    const created = draft.state.releases[id];
    if (created !== undefined) requestEligible(draft, definition, created);
    return;
  }
  for (const { name: artifact, tag } of contents)
    if (!draft.state.releases[id]?.tags.includes(tag))
      draft.record({ type: 'release-tagged', release: id, artifact, tag });
}
