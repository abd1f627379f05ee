import { type Input, ServiceError } from '../../service.ts';
import { configOf, manifestOf } from './manifest.ts';
import { invalidParameter, required } from './pages.ts';
import type { Image, Registry, Repository } from './registry.ts';

/** From the API reference of BatchGetImage. */
const MOST_IMAGES = 100;
const DIGEST = /^[a-zA-Z0-9_+.-]+:[a-fA-F0-9]+$/;

interface ImageId {
  readonly imageTag?: string;
  readonly imageDigest?: string;
}

/** What cannot be found is a failure beside what can: the call itself succeeds. */
export function batchGetImage(registry: Registry, input: Input): object {
  const repository = registry.find(required(input, 'repositoryName'));
  const ids: readonly ImageId[] = Array.isArray(input.imageIds) ? input.imageIds : [];
  if (ids.length < 1 || ids.length > MOST_IMAGES)
    throw invalidParameter(`imageIds must have between 1 and ${MOST_IMAGES} members, not ${ids.length}`);
  const found = ids.map((id) => ({ id, ...findImage(repository, id) }));
  return {
    images: found.flatMap(({ id, image }) =>
      image === undefined ? [] : [showContents(registry.accountId, repository.name, image, id)],
    ),
    failures: found.flatMap(({ id: imageId, failure: why }) =>
      why === undefined ? [] : [{ imageId, ...why }],
    ),
  };
}

const failure = (failureCode: string, failureReason: string) => ({ failure: { failureCode, failureReason } });

function findImage(
  { images }: Repository,
  { imageTag, imageDigest }: ImageId,
): { image?: Image; failure?: { failureCode: string; failureReason: string } } {
  if (imageTag === undefined && imageDigest === undefined)
    return failure('MissingDigestAndTag', 'Invalid request parameters: both tag and digest cannot be null');
  if (imageDigest !== undefined && !DIGEST.test(imageDigest))
    return failure('InvalidImageDigest', 'Invalid request parameters: image digest should satisfy the regex');
  const image = [...images.values()].find(({ digest, tags }) =>
    imageDigest === undefined ? tags.has(imageTag ?? '') : digest === imageDigest,
  );
  if (image === undefined) return failure('ImageNotFound', 'Requested image not found');
  return imageTag === undefined || image.tags.has(imageTag)
    ? { image }
    : failure('ImageTagDoesNotMatchDigest', 'Requested image tag does not match the digest');
}

const showContents = (
  registryId: string,
  repositoryName: string,
  image: Image,
  { imageTag }: ImageId,
): object => ({
  registryId,
  repositoryName,
  imageId: { imageDigest: image.digest, ...(imageTag !== undefined && { imageTag }) },
  imageManifest: manifestOf(image),
  imageManifestMediaType: image.manifestMediaType,
});

/** Images have no layers here, only their configuration, and the address of it holds it. */
export function layerIn(repository: Repository, layerDigest: string, registryId: string): object {
  if (!DIGEST.test(layerDigest)) throw invalidParameter(`layerDigest '${layerDigest}' is no digest`);
  const configs = [...repository.images.values()].filter(({ children }) => !children).map(configOf);
  const config = configs.find(({ descriptor }) => descriptor.digest === layerDigest);
  if (config === undefined)
    throw new ServiceError(
      'LayersNotFoundException',
      `The layer with digest '${layerDigest}' does not exist in the repository with name '${repository.name}' ` +
        `in the registry with id '${registryId}'`,
    );
  const base64 = Buffer.from(config.text).toString('base64');
  return { layerDigest, downloadUrl: `data:application/octet-stream;base64,${base64}` };
}
