import type { Operation } from '../../../service.ts';
import { failure, isObjectId, optionalList, requiredText } from '../input.ts';
import type { Repositories } from '../repositories.ts';
import { existingRepository } from '../repositories.ts';
import type { Repository } from '../repository.ts';

const BATCH = 100;

export function commitOperations(repositories: Repositories): Record<string, Operation> {
  return {
    async GetCommit(input) {
      const repository = existingRepository(repositories, input);
      const commitId = requiredText(input, 'commitId', 'CommitIdRequiredException');
      if (!isObjectId(commitId))
        throw failure('InvalidCommitIdException', `"${commitId}" is not a full commit id`);
      const commit = await find(repository, commitId);
      if (commit === undefined)
        throw failure(
          'CommitIdDoesNotExistException',
          `there is no commit ${commitId} in ${repository.name}`,
        );
      return { commit };
    },
    async BatchGetCommits(input) {
      const repository = existingRepository(repositories, input);
      const ids = optionalList(input, 'commitIds').map(String);
      if (ids.length === 0) throw failure('CommitIdsListRequiredException', 'commitIds is required');
      if (ids.length > BATCH)
        throw failure(
          'CommitIdsLimitExceededException',
          `${ids.length} commit ids: at most ${BATCH} are allowed`,
        );
      const answers = await Promise.all(ids.map((id) => findOrExplain(repository, id)));
      return {
        commits: answers.flatMap((answer) => ('commit' in answer ? answer.commit : [])),
        errors: answers.flatMap((answer) => ('error' in answer ? answer.error : [])),
      };
    },
  };
}

async function findOrExplain(repository: Repository, commitId: string) {
  const explain = (errorCode: string, errorMessage: string) => ({
    error: { commitId, errorCode, errorMessage },
  });
  if (!isObjectId(commitId))
    return explain('InvalidCommitIdException', `"${commitId}" is not a full commit id`);
  const commit = await find(repository, commitId);
  if (commit !== undefined) return { commit };
  return explain('CommitIdDoesNotExistException', `there is no commit ${commitId} in ${repository.name}`);
}

async function find(repository: Repository, commitId: string) {
  if ((await repository.objects.info(commitId))?.type !== 'commit') return undefined;
  return { commitId, ...(await repository.objects.commit(commitId)) };
}
