import { ECRClient } from '@aws-sdk/client-ecr';
import { capture } from './tracer.ts';

/** However slow the registry is: whoever asks has to answer, too. */
export const ANSWER_WITHIN_MS = 10_000;

/** Account, region and name, as an ECR repository's address is made of them (ECR user guide, private registries). */
const ADDRESS = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(.+)$/;

/** A subscribed image that is in no ECR registry; pipeline files are checked for that. */
export class NotInEcrError extends Error {
  override readonly name = 'NotInEcrError';
  constructor(image: string) {
    super(`${image} is not the address of an ECR repository. Correct the pipeline's artifact.`);
  }
}

/** A repository as calls name it, and the client of its region. */
export interface EcrRepository {
  readonly client: ECRClient;
  readonly of: { readonly registryId: string; readonly repositoryName: string };
}

export type ClientFor = (region: string) => ECRClient;
export const newClient: ClientFor = (region) => capture(new ECRClient({ region }));

/**
 * Repositories by their addresses; a region's client is made once.
 * @throws NotInEcrError
 */
export function ecrRepositories(clientFor: ClientFor): (image: string) => EcrRepository {
  const clients = new Map<string, ECRClient>();
  return (image) => {
    const [, registryId, region, repositoryName] = ADDRESS.exec(image) ?? [];
    if (registryId === undefined || region === undefined || repositoryName === undefined)
      throw new NotInEcrError(image);
    const client = clients.get(region) ?? clientFor(region);
    clients.set(region, client);
    return { client, of: { registryId, repositoryName } };
  };
}
