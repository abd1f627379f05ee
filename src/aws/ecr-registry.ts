import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import type { Registry, TaggedImage } from '../ports/registry.ts';

/** The most that DescribeImages gives at once. */
const PAGE_SIZE = 1000;
const ANSWER_WITHIN_MS = 10_000;

/** Account, region and name, as an ECR repository's address is made of them (ECR user guide, private registries). */
const ADDRESS = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(.+)$/;

/** A subscribed image that is in no ECR registry; pipeline files are checked for that. */
export class NotInEcrError extends Error {
  override readonly name = 'NotInEcrError';
  constructor(image: string) {
    super(`${image} is not the address of an ECR repository. Correct the pipeline's artifact.`);
  }
}

export function createEcrRegistry(
  clientFor: (region: string) => ECRClient = (region) => new ECRClient({ region }),
): Registry {
  const clients = new Map<string, ECRClient>();
  return {
    async page(image, token) {
      const [, registryId, region, repositoryName] = ADDRESS.exec(image) ?? [];
      if (region === undefined) throw new NotInEcrError(image);
      const client = clients.get(region) ?? clientFor(region);
      clients.set(region, client);
      const { imageDetails = [], nextToken } = await client.send(
        new DescribeImagesCommand({
          registryId,
          repositoryName,
          filter: { tagStatus: 'TAGGED' },
          maxResults: PAGE_SIZE,
          ...(token !== undefined && { nextToken: token }),
        }),
        { abortSignal: AbortSignal.timeout(ANSWER_WITHIN_MS) },
      );
      const images = imageDetails.flatMap(({ imageTags = [], imageDigest, imagePushedAt }): TaggedImage[] =>
        imageDigest === undefined || imagePushedAt === undefined
          ? []
          : imageTags.map((tag) => ({ tag, digest: imageDigest, pushedAt: imagePushedAt.getTime() })),
      );
      return { images, ...(nextToken !== undefined && { next: nextToken }) };
    },
  };
}
