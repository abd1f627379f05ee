import type { Operation } from '../../../service.ts';
import { callerArn } from '../callers.ts';
import { ReferenceConflictError, ReferenceMovedError } from '../git/reference-writer.ts';
import { branchName, failure, isObjectId, optionalText, requiredText } from '../input.ts';
import { page } from '../pages.ts';
import type { Repositories } from '../repositories.ts';
import { existingRepository } from '../repositories.ts';
import { branchTip } from '../specifiers.ts';

const PAGE = 100;
const HEADS = 'refs/heads/';

export function branchOperations(repositories: Repositories): Record<string, Operation> {
  return {
    async CreateBranch(input, caller) {
      const repository = existingRepository(repositories, input);
      const branch = branchName(input);
      const commitId = requiredText(input, 'commitId', 'CommitIdRequiredException');
      if (!isObjectId(commitId))
        throw failure('InvalidCommitIdException', `"${commitId}" is not a full commit id`);
      if ((await repository.objects.info(commitId))?.type !== 'commit')
        throw failure('CommitDoesNotExistException', `there is no commit ${commitId} in ${repository.name}`);
      const by = callerArn(repositories.settings, caller);
      const made = repository.references.move(`${HEADS}${branch}`, undefined, commitId, by);
      await made.catch((error: unknown) => {
        if (!(error instanceof ReferenceMovedError || error instanceof ReferenceConflictError)) throw error;
        throw failure('BranchNameExistsException', `${branch} conflicts with an existing branch`);
      });
      repository.noteChange();
      return {};
    },
    /** A branch that is not there is no error. */
    async DeleteBranch(input, caller) {
      const repository = existingRepository(repositories, input);
      const branch = branchName(input);
      if ((await repository.references.defaultBranch()) === branch)
        throw failure('DefaultBranchCannotBeDeletedException', `${branch} is the default branch`);
      const commitId = await branchTip(repository, branch);
      if (commitId === undefined) return {};
      const by = callerArn(repositories.settings, caller);
      await repository.references.move(`${HEADS}${branch}`, commitId, undefined, by);
      repository.noteChange();
      return { deletedBranch: { branchName: branch, commitId } };
    },
    async GetBranch(input) {
      const repository = existingRepository(repositories, input);
      const branch = branchName(input);
      const commitId = await branchTip(repository, branch);
      if (commitId === undefined)
        throw failure('BranchDoesNotExistException', `there is no branch ${branch} in ${repository.name}`);
      return { branch: { branchName: branch, commitId } };
    },
    async ListBranches(input) {
      const repository = existingRepository(repositories, input);
      const names = [...(await repository.references.list('refs/heads')).keys()];
      const { items, next } = page(names, PAGE, optionalText(input, 'nextToken'), {
        repository: repository.name,
      });
      return { branches: items.map((name) => name.slice(HEADS.length)), nextToken: next };
    },
  };
}
