import type { Input, Operation } from '../../../service.ts';
import { callerArn } from '../callers.ts';
import { signature } from '../git/commit.ts';
import { GitError, runGit } from '../git/process.ts';
import { ReferenceMovedError } from '../git/reference-writer.ts';
import { failure, isObjectId, optionalText } from '../input.ts';
import { evaluate } from '../pull-requests/approval-rules.ts';
import { describePullRequest } from '../pull-requests/describe.ts';
import type { MergeOption, PullRequest } from '../pull-requests/record.ts';
import type { Repositories } from '../repositories.ts';
import { existingRepository } from '../repositories.ts';
import type { Repository } from '../repository.ts';
import { mergeBase } from './merges.ts';

export function pullRequestMergeOperations(repositories: Repositories): Record<string, Operation> {
  const { pullRequests, settings } = repositories;
  const by =
    (option: MergeOption): Operation =>
    async (input, caller) => {
      const repository = existingRepository(repositories, input);
      const who = callerArn(settings, caller);
      const merged = await pullRequests.change(input, who, async (pull) => {
        requireMergeable(pull, repository, input);
        const commit = await makeCommit(repositories, { repository, pull, option, input, who });
        await repository.references
          .move(pull.destination, pull.destinationCommit, commit, who)
          .catch((error: unknown) => {
            if (!(error instanceof ReferenceMovedError)) throw error;
            throw failure('ConcurrentReferenceUpdateException', `${pull.destination} has moved meanwhile`);
          });
        repository.noteChange();
        const said = 'The pull request merge status has been updated. The status is merged.';
        return {
          pull: { ...pull, status: 'CLOSED', merged: { by: who, commit, option } },
          happened: { event: 'pullRequestMergeStatusUpdated', said, more: { mergeOption: option } },
        };
      });
      return { pullRequest: await describePullRequest(repositories, merged) };
    };
  return {
    MergePullRequestByFastForward: by('FAST_FORWARD_MERGE'),
    MergePullRequestBySquash: by('SQUASH_MERGE'),
    MergePullRequestByThreeWay: by('THREE_WAY_MERGE'),
  };
}

function requireMergeable(pull: PullRequest, repository: Repository, input: Input): void {
  if (pull.repository !== repository.name)
    throw failure(
      'RepositoryNotAssociatedWithPullRequestException',
      `pull request ${pull.id} is not of ${repository.name}`,
    );
  if (pull.status === 'CLOSED')
    throw failure('PullRequestAlreadyClosedException', `pull request ${pull.id} is closed already`);
  const guard = optionalText(input, 'sourceCommitId');
  if (guard !== undefined && !isObjectId(guard))
    throw failure('InvalidCommitIdException', `"${guard}" is not a full commit id`);
  if (guard !== undefined && guard !== pull.sourceCommit)
    throw failure('TipOfSourceReferenceIsDifferentException', `${pull.source} is not at ${guard} any more`);
  if (!evaluate(pull).approved)
    throw failure('PullRequestApprovalRulesNotSatisfiedException', `rules of ${pull.id} are not satisfied`);
}

interface Merge {
  readonly repository: Repository;
  readonly pull: PullRequest;
  readonly option: MergeOption;
  readonly input: Input;
  readonly who: string;
}

/** What the destination will point to. */
async function makeCommit(repositories: Repositories, merge: Merge): Promise<string> {
  const { repository, pull, option, input, who } = merge;
  const { sourceCommit, destinationCommit } = pull;
  if (option === 'FAST_FORWARD_MERGE') {
    if ((await mergeBase(repository, sourceCommit, destinationCommit)) === destinationCommit)
      return sourceCommit;
    throw failure('ManualMergeRequiredException', `${pull.destination} has commits that the source has not`);
  }
  await requireDisjointFiles(repository, pull, input);
  const treeId = await mergeTrees(repository, pull);
  const name = optionalText(input, 'authorName') ?? who.split('/').at(-1) ?? who;
  const email = optionalText(input, 'email') ?? '';
  const signed = signature({ name, email }, repositories.settings.clock.now());
  const created = repository.objects.newObjects();
  const parents = option === 'SQUASH_MERGE' ? [destinationCommit] : [destinationCommit, sourceCommit];
  const message = optionalText(input, 'commitMessage') ?? `Merge pull request ${pull.id}\n`;
  const commit = created.commit({ treeId, parents, author: signed, committer: signed, message });
  await created.stored();
  return commit;
}

/** Unless lines are to be compared, a file that is another one on both sides is a conflict. */
async function requireDisjointFiles(
  repository: Repository,
  { sourceCommit, destinationCommit, source, destination }: PullRequest,
  input: Input,
): Promise<void> {
  const level = optionalText(input, 'conflictDetailLevel') ?? 'FILE_LEVEL';
  if (level !== 'FILE_LEVEL' && level !== 'LINE_LEVEL')
    throw failure('InvalidConflictDetailLevelException', `"${level}" is not FILE_LEVEL or LINE_LEVEL`);
  const base = await mergeBase(repository, sourceCommit, destinationCommit);
  if (level === 'LINE_LEVEL' || base === undefined) return;
  const changed = async (from: string, to: string): Promise<string[]> => {
    const printed = await runGit(['--git-dir', repository.directory, 'diff', '--name-only', '-z', from, to]);
    return printed.toString().split('\0').filter(Boolean);
  };
  const [theirs, differing] = [
    new Set(await changed(base, destinationCommit)),
    new Set(await changed(sourceCommit, destinationCommit)),
  ];
  const both = (await changed(base, sourceCommit)).filter((path) => theirs.has(path) && differing.has(path));
  if (both.length > 0)
    throw failure(
      'ManualMergeRequiredException',
      `${both.join(', ')} changed on ${source} and ${destination}`,
    );
}

async function mergeTrees(repository: Repository, pull: PullRequest): Promise<string> {
  const { sourceCommit, destinationCommit } = pull;
  const merge = ['merge-tree', '--write-tree', destinationCommit, sourceCommit];
  try {
    const printed = await runGit(['--git-dir', repository.directory, ...merge]);
    return printed.toString().trim().slice(0, 40);
  } catch (error) {
    // Exit code 1 is the answer that the two conflict.
    if (error instanceof GitError && error.exitCode === 1)
      throw failure('ManualMergeRequiredException', `${pull.source} and ${pull.destination} conflict`);
    throw error;
  }
}
