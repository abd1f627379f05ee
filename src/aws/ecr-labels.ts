import { BatchGetImageCommand, GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import type { Labels } from '../ports/registry.ts';
import {
  ANSWER_WITHIN_MS,
  type ClientFor,
  type EcrRepository,
  ecrRepositories,
  newClient,
} from './ecr-repository.ts';

/** As the OCI image specification calls it (annotations.md); `docker build --label` writes the same into the image. */
const REVISION = 'org.opencontainers.image.revision';

/** Of images and indexes, of OCI and of Docker. Without it ECR gives only what it takes for the oldest form. */
const MEDIA_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** Far more than any image's configuration has; whoever may push makes it. */
const LARGEST_CONFIG = 1_000_000;

const Texts = z.optional(z.nullable(z.record(z.string(), z.string())));
const Manifest = z.object({
  annotations: Texts,
  config: z.optional(z.object({ digest: z.string(), size: z.number() })),
  manifests: z.optional(
    z.array(z.object({ digest: z.string(), platform: z.optional(z.object({ os: z.optional(z.string()) })) })),
  ),
});
const Config = z.object({ config: z.optional(z.nullable(z.object({ Labels: Texts }))) });

/** The registry did not say what an image is. */
export class UnreadableImageError extends Error {
  override readonly name = 'UnreadableImageError';
  constructor({ of }: EcrRepository, digest: string, why: string) {
    super(`${of.repositoryName}@${digest} cannot be read: ${why}.`);
  }
}

export function createEcrLabels(clientFor: ClientFor = newClient, fetch = globalThis.fetch): Labels {
  const repositoryOf = ecrRepositories(clientFor);

  async function revision(
    repository: EcrRepository,
    digest: string,
    isChild = false,
  ): Promise<string | undefined> {
    const manifest = await readManifest(repository, digest);
    if (manifest === undefined) return undefined;
    const { annotations, config, manifests = [] } = manifest;
    if (annotations?.[REVISION] !== undefined) return annotations[REVISION];
    if (config !== undefined && config.size <= LARGEST_CONFIG) return labelIn(repository, config.digest);
    // buildx puts its attestations beside the images, for a platform "unknown". An index in an index has none to read.
    const child =
      config || isChild ? undefined : manifests.find(({ platform }) => platform?.os !== 'unknown');
    return child && revision(repository, child.digest, true);
  }

  async function labelIn(repository: EcrRepository, layerDigest: string): Promise<string | undefined> {
    const { client, of } = repository;
    const { downloadUrl = '' } = await client.send(
      new GetDownloadUrlForLayerCommand({ ...of, layerDigest }),
      within(),
    );
    const response = await fetch(downloadUrl, { signal: within().abortSignal });
    if (!response.ok) throw new UnreadableImageError(repository, layerDigest, `HTTP ${response.status}`);
    // The size that the manifest gives is what somebody wrote.
    if (Number(response.headers.get('content-length')) > LARGEST_CONFIG) {
      await response.body?.cancel();
      return undefined;
    }
    const parsed = Config.safeParse(await response.json());
    return parsed.data?.config?.Labels?.[REVISION];
  }

  return { revision: (image, digest) => revision(repositoryOf(image), digest) };
}

async function readManifest(repository: EcrRepository, imageDigest: string) {
  const { client, of } = repository;
  const { images = [], failures = [] } = await client.send(
    new BatchGetImageCommand({ ...of, imageIds: [{ imageDigest }], acceptedMediaTypes: MEDIA_TYPES }),
    within(),
  );
  const text = images[0]?.imageManifest;
  if (text !== undefined) return Manifest.safeParse(JSON.parse(text)).data;
  const { failureCode = 'no answer', failureReason = '' } = failures[0] ?? {};
  if (failureCode === 'ImageNotFound') return undefined;
  throw new UnreadableImageError(repository, imageDigest, `${failureCode} ${failureReason}`.trim());
}

const within = () => ({ abortSignal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
