import { type Input, type Operation, ServiceError } from '../../service.ts';
import { batchGetImage, layerIn } from './contents.ts';
import { invalidParameter, pageOf, required } from './pages.ts';
import type { Image, Registry, Repository } from './registry.ts';

/** From the API reference of CreateRepository. */
const REPOSITORY_NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

interface ImageId {
  readonly imageTag?: string;
  readonly imageDigest?: string;
}

export function ecrOperations(registry: Registry, region: string): Record<string, Operation> {
  const show = (repository: Repository) => showRepository(repository, registry.accountId, region);
  return {
    async CreateRepository(input) {
      const name = required(input, 'repositoryName');
      if (name.length < 2 || name.length > 256 || !REPOSITORY_NAME.test(name)) {
        throw invalidParameter(`repositoryName '${name}' must satisfy ${REPOSITORY_NAME.source}`);
      }
      return { repository: show(registry.create(name, String(input.imageTagMutability ?? 'MUTABLE'))) };
    },
    async DescribeRepositories(input) {
      if (Array.isArray(input.repositoryNames)) {
        return { repositories: input.repositoryNames.map((name) => show(registry.find(String(name)))) };
      }
      const { items, ...rest } = pageOf(registry.repositories(), ({ name }) => name, input);
      return { repositories: items.map(show), ...rest };
    },
    DescribeImages: async (input) => describeImages(registry, input),
    BatchGetImage: async (input) => batchGetImage(registry, input),
    async GetDownloadUrlForLayer(input) {
      const repository = registry.find(required(input, 'repositoryName'));
      return layerIn(repository, required(input, 'layerDigest'), registry.accountId);
    },
  };
}

function describeImages(registry: Registry, input: Input): object {
  const repository = registry.find(required(input, 'repositoryName'));
  const show = (image: Image) => showImage(image, repository.name, registry.accountId);
  if (Array.isArray(input.imageIds)) {
    if (input.maxResults !== undefined || input.nextToken !== undefined) {
      throw invalidParameter('maxResults and nextToken cannot be used with imageIds');
    }
    const found = input.imageIds.map((id: ImageId) => findImage(repository, id, registry.accountId));
    return { imageDetails: [...new Set(found)].map(show) };
  }
  const images = [...repository.images.values()].filter(tagFilter(input));
  const { items, ...rest } = pageOf(images, ({ digest }) => digest, input);
  return { imageDetails: items.map(show), ...rest };
}

function tagFilter(input: Input): (image: Image) => boolean {
  const { tagStatus } = (input.filter ?? {}) as { tagStatus?: string };
  if (tagStatus === 'TAGGED') return ({ tags }) => tags.size > 0;
  if (tagStatus === 'UNTAGGED') return ({ tags }) => tags.size === 0;
  return () => true;
}

function findImage(repository: Repository, { imageTag, imageDigest }: ImageId, registryId: string): Image {
  if (imageTag === undefined && imageDigest === undefined) {
    throw invalidParameter('an imageId needs imageTag or imageDigest');
  }
  const image = [...repository.images.values()].find(
    ({ digest, tags }) =>
      (imageDigest === undefined || digest === imageDigest) && (imageTag === undefined || tags.has(imageTag)),
  );
  if (image) return image;
  const id = `{imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'}`;
  throw new ServiceError(
    'ImageNotFoundException',
    `The image with imageId ${id} does not exist within the repository with name '${repository.name}' ` +
      `in the registry with id '${registryId}'`,
  );
}

function showImage(image: Image, repositoryName: string, registryId: string): object {
  return {
    registryId,
    repositoryName,
    imageDigest: image.digest,
    ...(image.tags.size > 0 && { imageTags: [...image.tags] }),
    imageSizeInBytes: image.sizeInBytes,
    imagePushedAt: image.pushedAt / 1000,
    imageManifestMediaType: image.manifestMediaType,
    ...(image.artifactMediaType !== undefined && { artifactMediaType: image.artifactMediaType }),
  };
}

function showRepository({ name, createdAt, tagMutability }: Repository, registryId: string, region: string) {
  return {
    registryId,
    repositoryName: name,
    repositoryArn: `arn:aws:ecr:${region}:${registryId}:repository/${name}`,
    repositoryUri: `${registryId}.dkr.ecr.${region}.amazonaws.com/${name}`,
    createdAt: createdAt / 1000,
    imageTagMutability: tagMutability,
  };
}
