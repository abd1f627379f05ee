import { forgottenBefore, isBundle } from '../../domain/bundle/arrival.ts';
import { completedBy } from '../../domain/bundle/complete.ts';
import { compareArtifactTags, isOfKind, wants } from '../../domain/pipeline/artifact-tags.ts';
import type { Artifact, Pipeline } from '../../domain/pipeline/types.ts';
import { stagesToAsk } from '../../domain/promotion/request.ts';
import type { PipelineState } from '../../domain/promotion/state.ts';
import { releaseId } from '../../domain/release.ts';
import type { TaggedImage } from '../../ports/registry.ts';
import { askRest, firstPromotions, firstStages } from '../ask-rest.ts';
import { decide } from '../decide.ts';
import { currentDefinition } from '../definitions.ts';
import { recordPushFor } from '../record-push.ts';
import type { Findings } from './findings.ts';
import type { SweepPorts } from './ports.ts';

/** A push may become visible in a listing after a later one; it is looked for this far below the watermark. */
const OVERLAP_MS = 15 * 60_000;

interface Found {
  readonly pipeline: string;
  readonly image: string;
  /** Every tagged image of the repository. */
  readonly found: readonly TaggedImage[];
  /** Up to where pushes are accounted for; undefined when the repository was never looked at. */
  readonly watermark: number | undefined;
}

/** Records, for one pipeline, the pushes that its ledger does not know; in the order in which they happened. */
export async function feedPushes(ports: SweepPorts, findings: Findings, from: Found): Promise<void> {
  const { pipeline, image } = from;
  const state = await ports.ledger.read(pipeline);
  const definition = await currentDefinition(ports, state);
  const artifact = definition?.pipeline.artifacts.find((candidate) => candidate.image === image);
  if (state.definition === undefined || definition === undefined || artifact === undefined) return;
  const forgotten = forgottenBefore(state.arrivals ?? [], artifact.name) ?? '';
  const since = [state.definition.since, forgotten].map((time) => Date.parse(time) || 0);
  const wanted = wantedOf(artifact, Math.max(...since), from);
  const pushes = wanted.map((push) => ({ push, ...recordedOf(definition.pipeline, artifact, state, push) }));
  if (pushes.length === 0) return;
  const stages = firstStages(definition.pipeline);
  const ids = [...new Set(pushes.flatMap(({ id }) => id ?? []))];
  const known = await ports.ledger.read(pipeline, {
    releases: ids,
    promotions: ids.flatMap((id) => firstPromotions(stages, id)),
  });
  for (const { push, arrived, id = '' } of pushes)
    if (!arrived && known.releases[id]?.tags.includes(push.tag) !== true)
      await feed(ports, findings, from, artifact, push);
    else if (
      stagesToAsk(known, stages, id).length > 0 &&
      (await askRest(ports, { before: known, state: known }, id))
    )
      findings.repair('image', `${image}:${push.tag}`, `${pipeline} had not asked every first stage`);
}

/**
 * What was pushed since the pipeline subscribes, as far as it is neither accounted for nor forgotten (`from`); and always the newest tag by the
 * rule, so that a new pipeline, a wider rule and a tag that was added to an old image get what they are there for. The
 * history before is not replayed.
 */
function wantedOf(artifact: Artifact, from: number, { found, watermark }: Found): TaggedImage[] {
  const accepted = found.filter(
    ({ tag, mediaType }) => wants(artifact, tag) && isOfKind(artifact, mediaType),
  );
  const since = Math.max(from, (watermark ?? 0) - OVERLAP_MS);
  const newest = accepted.reduce<TaggedImage | undefined>(
    (best, image) =>
      best === undefined || compareArtifactTags(artifact, image.tag, best.tag) > 0 ? image : best,
    undefined,
  );
  return accepted
    .filter((image) => image.pushedAt >= since || image === newest)
    .sort((a, b) => a.pushedAt - b.pushedAt || compareArtifactTags(artifact, a.tag, b.tag));
}

/**
 * The release that a push is; of several artifacts, whether it has come as one of them, and the release that it then
 * completed, or completes of what has come since.
 */
function recordedOf(
  pipeline: Pipeline,
  { name, image }: Artifact,
  { arrivals = [] }: PipelineState,
  { tag, digest }: TaggedImage,
): { readonly id?: string; readonly arrived: boolean } {
  if (!isBundle(pipeline)) return { id: releaseId(pipeline.name, [{ name, image, digest }]), arrived: false };
  const arrival = arrivals.find((one) => one.image === image && one.tag === tag && one.digest === digest);
  const completed = arrival && completedBy(pipeline, arrivals, arrival);
  return {
    arrived: arrival !== undefined,
    ...(completed && { id: releaseId(pipeline.name, completed) }),
  };
}

async function feed(
  ports: SweepPorts,
  findings: Findings,
  { pipeline, image }: Found,
  artifact: Artifact,
  { pushedAt, ...found }: TaggedImage,
): Promise<void> {
  const { tag } = found;
  const { wanted, release } = await recordPushFor(ports, pipeline, { image, ...found });
  if (!wanted) return;
  const at = new Date(pushedAt).toISOString();
  findings.repair('image', `${image}:${tag}`, `${pipeline} had not heard of it; pushed at ${at}`);
  // A push that waits for others is in the ledger as such.
  if (release === undefined) return;
  await decide(ports, pipeline, {}, (draft) => {
    draft.record({ type: 'push-found', release, artifact: artifact.name, tag, pushedAt: at });
  });
}
