import { DescribeImagesCommand, type ImageDetail } from '@aws-sdk/client-ecr';
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
      const images = imageDetails.flatMap(taggedImages);
      return { images, ...(nextToken !== undefined && { next: nextToken }) };
    },
  };
}

function taggedImages(image: ImageDetail): TaggedImage[] {
  const { imageTags = [], imageDigest: digest, imagePushedAt, artifactMediaType: mediaType } = image;
  if (digest === undefined || imagePushedAt === undefined) return [];
  const of = { digest, pushedAt: imagePushedAt.getTime(), ...(mediaType !== undefined && { mediaType }) };
  return imageTags.map((tag) => ({ tag, ...of }));
}
