import { ServiceError } from './service.ts';
import type { CodeCommit } from './services/codecommit/index.ts';
import type { Ecr } from './services/ecr/index.ts';

interface Services {
  readonly ecr: Ecr;
  readonly codecommit: CodeCommit;
}

/** The name of a repository: of its address in ECR, or of its ARN in CodeCommit. */
export const repositoryAt = (address: string): string =>
  address.startsWith('arn:')
    ? address.slice(address.lastIndexOf(':') + 1)
    : address.slice(address.indexOf('/') + 1);

/** A repository at each address, in ECR or CodeCommit; those that are there stay as they are. */
export async function createSources(services: Services, addresses: Iterable<string>): Promise<void> {
  for (const address of new Set(addresses)) {
    const service = address.startsWith('arn:') ? services.codecommit : services.ecr;
    await unlessThere(service.operations.CreateRepository?.({ repositoryName: repositoryAt(address) }));
  }
}

async function unlessThere(made: Promise<unknown> | undefined): Promise<void> {
  try {
    await made;
  } catch (error) {
    const known = ['RepositoryAlreadyExistsException', 'RepositoryNameExistsException'];
    if (!(error instanceof ServiceError && known.includes(error.code))) throw error;
  }
}
