import type { Input, Operation } from '../../../service.ts';
import { parseCommitDate } from '../git/commit.ts';
import { failure, optionalText, repositoryName } from '../input.ts';
import { page } from '../pages.ts';
import type { Repositories } from '../repositories.ts';
import { existingRepository } from '../repositories.ts';
import type { Repository } from '../repository.ts';
import { repositoryArn, type Settings } from '../settings.ts';
import { branchTip } from '../specifiers.ts';

const PAGE = 1000;

export function repositoryOperations(repositories: Repositories): Record<string, Operation> {
  const { settings } = repositories;
  return {
    async CreateRepository(input) {
      const name = repositoryName(input);
      const description = optionalText(input, 'repositoryDescription');
      if (description !== undefined && description.length > 1000)
        throw failure('InvalidRepositoryDescriptionException', 'a description has at most 1,000 characters');
      const created = await repositories.create(name, description);
      return { repositoryMetadata: await describe(settings, created) };
    },
    async GetRepository(input) {
      return { repositoryMetadata: await describe(settings, existingRepository(repositories, input)) };
    },
    async ListRepositories(input) {
      const sorted = await inOrder(settings, repositories.list(), input);
      const { items, next } = page(sorted, PAGE, optionalText(input, 'nextToken'));
      const listed = items.map(({ name, metadata }) => ({ repositoryName: name, repositoryId: metadata.id }));
      return { repositories: listed, nextToken: next };
    },
  };
}

async function describe(settings: Settings, repository: Repository) {
  const { name, metadata } = repository;
  const endpoint = settings.endpoint?.();
  const host = `git-codecommit.${settings.region}.amazonaws.com`;
  const defaultBranch = await repository.references.defaultBranch();
  return {
    accountId: settings.accountId,
    repositoryId: metadata.id,
    repositoryName: name,
    ...(metadata.description === undefined ? {} : { repositoryDescription: metadata.description }),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
    creationDate: metadata.created / 1000,
    lastModifiedDate: await lastModified(repository, defaultBranch),
    cloneUrlHttp: endpoint === undefined ? `https://${host}/v1/repos/${name}` : `${endpoint}/git/${name}`,
    cloneUrlSsh: `ssh://${host}/v1/repos/${name}`,
    Arn: repositoryArn(settings, name),
  };
}

/** Seconds since the epoch. */
async function lastModified(repository: Repository, defaultBranch: string | undefined): Promise<number> {
  const created = repository.metadata.created / 1000;
  const tip = defaultBranch === undefined ? undefined : await branchTip(repository, defaultBranch);
  if (tip === undefined) return created;
  return Math.max(created, parseCommitDate((await repository.objects.commit(tip)).committer.date));
}

async function inOrder(
  settings: Settings,
  all: readonly Repository[],
  input: Input,
): Promise<readonly Repository[]> {
  const sortBy = optionalText(input, 'sortBy') ?? 'repositoryName';
  const order = optionalText(input, 'order') ?? 'ascending';
  if (!['repositoryName', 'lastModifiedDate'].includes(sortBy))
    throw failure('InvalidSortByException', `"${sortBy}" is not repositoryName or lastModifiedDate`);
  if (!['ascending', 'descending'].includes(order))
    throw failure('InvalidOrderException', `"${order}" is not ascending or descending`);
  const described = await Promise.all(
    all.map(async (repository) => ({
      repository,
      key: (await describe(settings, repository))[sortBy as 'repositoryName'],
    })),
  );
  const sorted = described.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ repository }) => repository);
  return order === 'ascending' ? sorted : sorted.reverse();
}
