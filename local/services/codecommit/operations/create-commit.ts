import type { Input, Operation } from '../../../service.ts';
import { callerArn } from '../callers.ts';
import { readEntries } from '../create-commit/entries.ts';
import { makeTree } from '../create-commit/plan.ts';
import { type Person, signature } from '../git/commit.ts';
import { ReferenceConflictError, ReferenceMovedError } from '../git/reference-writer.ts';
import { branchName, failure, isObjectId, optionalText } from '../input.ts';
import { AUTHOR_NAME_LIMIT, EMAIL_LIMIT, MESSAGE_LIMIT } from '../limits.ts';
import type { Repositories } from '../repositories.ts';
import { existingRepository } from '../repositories.ts';
import type { Repository } from '../repository.ts';
import { branchTip } from '../specifiers.ts';

export function createCommitOperations(repositories: Repositories): Record<string, Operation> {
  return {
    /** `parentCommitId` is a compare-and-swap on the tip of the branch. There is no request token. */
    async CreateCommit(input, caller) {
      const repository = existingRepository(repositories, input);
      const branch = branchName(input);
      const by = callerArn(repositories.settings, caller);
      const author = authorOf(input, by);
      const message = messageOf(input);
      const entries = readEntries(input);
      const parent = await currentParent(repository, branch, optionalText(input, 'parentCommitId'));
      const { objects } = repository;
      const base = parent === undefined ? undefined : (await objects.commit(parent)).treeId;
      const created = objects.newObjects();
      const { treeId, ...files } = await makeTree(
        { objects, created, base },
        entries,
        input.keepEmptyFolders === true,
      );
      if (treeId === base) throw failure('NoChangeException', 'the commit would change nothing');
      const signed = signature(author, repositories.settings.clock.now());
      const parents = parent === undefined ? [] : [parent];
      const commitId = created.commit({ treeId, parents, author: signed, committer: signed, message });
      await created.stored();
      await swapTip(repository, { branch, parent, commitId, by });
      return { commitId, treeId, ...files };
    },
  };
}

/** The tip to build on: undefined for the first commit of an empty repository. */
async function currentParent(repository: Repository, branch: string, given: string | undefined) {
  const tip = await branchTip(repository, branch);
  if (tip === undefined) await requireEmptyRepository(repository, branch);
  if (given === undefined) {
    if (tip === undefined) return undefined;
    throw failure('ParentCommitIdRequiredException', `${branch} is not empty: parentCommitId is required`);
  }
  if (!isObjectId(given))
    throw failure('InvalidParentCommitIdException', `"${given}" is not a full commit id`);
  if ((await repository.objects.info(given))?.type !== 'commit')
    throw failure('ParentCommitDoesNotExistException', `there is no commit ${given} in ${repository.name}`);
  if (given !== tip) throw outdated(branch, given);
  return tip;
}

/** Only an empty repository gets its branch from CreateCommit. */
async function requireEmptyRepository(repository: Repository, branch: string): Promise<void> {
  if ((await repository.objects.info(`refs/tags/${branch}`)) !== undefined)
    throw failure('BranchNameIsTagNameException', `${branch} is a tag, not a branch`);
  if ((await repository.references.list('refs/heads')).size > 0)
    throw failure('BranchDoesNotExistException', `there is no branch ${branch} in ${repository.name}`);
}

async function swapTip(
  repository: Repository,
  {
    branch,
    parent,
    commitId,
    by,
  }: { branch: string; parent: string | undefined; commitId: string; by: string },
) {
  await repository.references.move(`refs/heads/${branch}`, parent, commitId, by).catch((error: unknown) => {
    if (error instanceof ReferenceConflictError)
      throw failure('InvalidBranchNameException', `${branch} conflicts with an existing branch`);
    if (!(error instanceof ReferenceMovedError)) throw error;
    if (parent !== undefined) throw outdated(branch, parent);
    throw failure(
      'ParentCommitIdRequiredException',
      `${branch} is no longer empty: parentCommitId is required`,
    );
  });
  repository.noteChange();
}

const outdated = (branch: string, given: string) =>
  failure(
    'ParentCommitIdOutdatedException',
    `${given} is not the tip of ${branch}: read it again with GetBranch`,
  );

/** Without a name, the caller's: the last part of its ARN. */
function authorOf(input: Input, caller: string): Person {
  const name = optionalText(input, 'authorName') ?? caller.slice(caller.lastIndexOf('/') + 1);
  const email = optionalText(input, 'email') ?? '';
  if (name.length > AUTHOR_NAME_LIMIT)
    throw failure('NameLengthExceededException', `authorName has at most ${AUTHOR_NAME_LIMIT} characters`);
  if (email.length > EMAIL_LIMIT || /[<>\s]/.test(email))
    throw failure('InvalidEmailException', `"${email.slice(0, EMAIL_LIMIT)}" is not a valid email address`);
  return { name, email };
}

function messageOf(input: Input): string {
  const message = optionalText(input, 'commitMessage') ?? 'Changed through the API\n';
  if (Buffer.byteLength(message) > MESSAGE_LIMIT)
    throw failure('CommitMessageLengthExceededException', 'a commit message has at most 256 KB');
  return message;
}
