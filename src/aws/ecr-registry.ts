import { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import type { Registry, TaggedImage } from '../ports/registry.ts';
import { ANSWER_WITHIN_MS, type ClientFor, ecrRepositories, newClient } from './ecr-repository.ts';

/** The most that DescribeImages gives at once. */
const PAGE_SIZE = 1000;

export function createEcrRegistry(clientFor: ClientFor = newClient): Registry {
  const repositoryOf = ecrRepositories(clientFor);
  return {
    async page(image, token) {
      const { client, of } = repositoryOf(image);
      const { imageDetails = [], nextToken } = await client.send(
        new DescribeImagesCommand({
          ...of,
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
