import type { PipelineListing } from '../../ports/ledger.ts';
import type { TaggedImage } from '../../ports/registry.ts';
import { feedPushes } from './feed-pushes.ts';
import type { Findings } from './findings.ts';
import { GRACE_MS } from './grace.ts';
import { inLanes, startingAt } from './lanes.ts';
import type { SweepPorts } from './ports.ts';

const LANES = 4;
/** Enough for the 100,000 images that a repository may have, at a thousand per call. */
const REPOSITORY_MS = 30_000;

/** A repository that took longer than its share; the others are not to wait for it. */
export class RegistryTooSlowError extends Error {
  override readonly name = 'RegistryTooSlowError';
  constructor(image: string, found: number) {
    super(
      `${image} was not listed within ${REPOSITORY_MS / 1000} s; ${found} tags were. The next sweep tries again.`,
    );
  }
}

/**
 * Compares each subscribed image repository with the ledger. Repositories are looked at one by one, a few at a time, so
 * that a slow or broken one costs the others nothing.
 *
 * @returns the repository to begin with next time, when time was over before all were looked at
 */
export async function sweepImages(
  ports: SweepPorts,
  findings: Findings,
  pipelines: readonly PipelineListing[],
  options: { readonly first: string | undefined; readonly until: number },
): Promise<string | undefined> {
  const subscribed = pipelines.flatMap((pipeline) => pipeline.images).filter(isListed);
  const images = startingAt(new Set(subscribed), options.first);
  if (images.length === 0) return undefined;
  const watermarks = await ports.memory.watermarks();
  const isOver = (): boolean => ports.clock.now() >= options.until;
  const left = await inLanes(images, LANES, isOver, (image) =>
    findings.attempt(image, () => {
      const subscribers = pipelines.filter((pipeline) => pipeline.images.includes(image));
      return sweepRepository(ports, findings, image, subscribers, watermarks.get(image));
    }),
  );
  findings.left.push(...left);
  return left[0];
}

/** CodeCommit has no call that lists tags, so a git tag of which no event told is not found here. */
const isListed = (image: string): boolean => !image.startsWith('arn:');

async function sweepRepository(
  ports: SweepPorts,
  findings: Findings,
  image: string,
  subscribers: readonly PipelineListing[],
  watermark: number | undefined,
): Promise<void> {
  const now = ports.clock.now();
  const listed = await list(ports, image, now + REPOSITORY_MS);
  const settled = listed.filter(({ pushedAt }) => pushedAt <= now - GRACE_MS);
  let isFed = true;
  for (const { name } of subscribers) {
    const feed = () => feedPushes(ports, findings, { pipeline: name, image, found: settled, watermark });
    isFed = (await findings.attempt(`${name} ${image}`, feed)) && isFed;
  }
  const before = watermark ?? 0;
  const newest = settled.reduce((latest, { pushedAt }) => Math.max(latest, pushedAt), before);
  // Otherwise the next sweep must come upon the same pushes.
  if (isFed && newest > before) await ports.memory.raiseWatermark(image, newest);
}

async function list(ports: SweepPorts, image: string, until: number): Promise<TaggedImage[]> {
  const found: TaggedImage[] = [];
  let token: string | undefined;
  do {
    const { images, next } = await ports.registry.page(image, token);
    found.push(...images);
    token = next;
    if (token !== undefined && ports.clock.now() >= until)
      throw new RegistryTooSlowError(image, found.length);
  } while (token !== undefined);
  return found;
}
