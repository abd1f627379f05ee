import { METRICS } from '../contract.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import { accepts } from '../domain/pipeline/tags.ts';
import { type CurrentDefinition, requestEligible } from '../domain/promotion/request.ts';
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
  const releases: string[] = [];
  for (const pipeline of subscribed) {
    const release = await recordPushFor(ports, pipeline, push);
    if (release !== undefined) releases.push(release);
  }
  if (releases.length === 0) {
    ports.log.count(METRICS.pushUnwanted);
    ports.log.info('No pipeline wants this image', { ...push, subscribed });
  }
  return { releases };
}

/** The same for one pipeline; undefined when it does not want the push. */
export async function recordPushFor(ports: Needs, pipeline: string, push: Push): Promise<string | undefined> {
  const known = await ports.ledger.read(pipeline);
  const before = await currentDefinition(ports, known);
  const artifact = before?.pipeline.artifacts.find(({ image }) => image === push.image);
  if (before === undefined || artifact === undefined || !accepts(artifact.tags, push.tag)) return undefined;
  const released: ReleasedArtifact = { name: artifact.name, ...push };
  const id = releaseId(pipeline, [released]);
  const record = async (open: Draft): Promise<void> => {
    const definition = await currentDefinition(ports, open.state);
    if (definition !== undefined) recordRelease(open, definition, id, released);
  };
  const { draft } = await decide(ports, pipeline, { releases: [id] }, record, known);
  if (draft.entries.some(({ type }) => type === 'release-created')) ports.log.count(METRICS.releaseCreated);
  await followUp(ports, draft);
  return id;
}

function recordRelease(
  draft: Draft,
  definition: CurrentDefinition,
  id: string,
  artifact: ReleasedArtifact,
): void {
  const known = draft.state.releases[id];
  if (known === undefined) {
    draft.record({ type: 'release-created', release: id, artifacts: [artifact] });
    const created = draft.state.releases[id];
    if (created !== undefined) requestEligible(draft, definition, created);
  } else if (!known.tags.includes(artifact.tag)) {
    draft.record({ type: 'release-tagged', release: id, artifact: artifact.name, tag: artifact.tag });
  }
}
