import * as sdk from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandOf, eachOperation, type Row, refusalIn } from '../refusals.ts';
import { repositoryName, request } from './pull-request.ts';
import { openWorld, requests, type World } from './refused.ts';

const nowhere = 'd'.repeat(40);
const unnamed = { repositoryName: '' };
const misnamed = { repositoryName: 'a/b' };
const absent = { repositoryName: 'absent' };
const mistyped = { repositoryName: 7 };
const target = request.targets[0];
const targeting = (change: object) => ({ targets: [{ ...target, ...change }] });

const OF_REPOSITORIES: readonly Row<World>[] = [
  ['BatchGetCommits CreateBranch CreateRepository DeleteBranch', 'RepositoryNameRequired', unnamed],
  ['GetBlob GetBranch GetCommit GetDifferences GetFile GetFolder', 'RepositoryNameRequired', unnamed],
  ['GetMergeCommit GetRepository ListBranches ListPullRequests', 'RepositoryNameRequired', unnamed],
  ['MergePullRequestByFastForward MergePullRequestBySquash', 'RepositoryNameRequired', unnamed],
  ['MergePullRequestByThreeWay PostCommentForPullRequest', 'RepositoryNameRequired', unnamed],
  ['CreatePullRequest', 'RepositoryNameRequired', targeting(unnamed)],
  ['BatchGetCommits CreateBranch CreateRepository DeleteBranch', 'InvalidRepositoryName', misnamed],
  ['GetBlob GetBranch GetCommit GetDifferences GetFile GetFolder', 'InvalidRepositoryName', misnamed],
  ['GetMergeCommit GetRepository ListBranches ListPullRequests', 'InvalidRepositoryName', misnamed],
  ['MergePullRequestByFastForward MergePullRequestBySquash', 'InvalidRepositoryName', misnamed],
  ['MergePullRequestByThreeWay PostCommentForPullRequest', 'InvalidRepositoryName', misnamed],
  ['CreatePullRequest', 'InvalidRepositoryName', targeting(misnamed)],
  ['BatchGetCommits CreateBranch DeleteBranch', 'RepositoryDoesNotExist', absent],
  ['GetBlob GetBranch GetCommit GetDifferences GetFile GetFolder', 'RepositoryDoesNotExist', absent],
  ['GetMergeCommit GetRepository ListBranches ListPullRequests', 'RepositoryDoesNotExist', absent],
  ['MergePullRequestByFastForward MergePullRequestBySquash', 'RepositoryDoesNotExist', absent],
  ['MergePullRequestByThreeWay PostCommentForPullRequest', 'RepositoryDoesNotExist', absent],
  ['CreatePullRequest', 'RepositoryDoesNotExist', targeting(absent)],
  ['BatchGetCommits CreateBranch CreateRepository DeleteBranch', 'Serialization', mistyped],
  ['GetBlob GetBranch GetCommit GetDifferences GetFile GetFolder', 'Serialization', mistyped],
  ['GetMergeCommit GetRepository ListBranches ListPullRequests', 'Serialization', mistyped],
  ['MergePullRequestByFastForward MergePullRequestBySquash', 'Serialization', mistyped],
  ['MergePullRequestByThreeWay PostCommentForPullRequest', 'Serialization', mistyped],
  ['CreateRepository', 'InvalidRepositoryDescription', { repositoryDescription: 'x'.repeat(1_001) }],
  ['CreateRepository', 'RepositoryNameExists', { repositoryName }],
  ['ListRepositories', 'InvalidSortBy', { sortBy: 'size' }],
  ['ListRepositories', 'InvalidOrder', { order: 'random' }],
  ['ListRepositories', 'Serialization', { order: 7 }],
  ['ListBranches ListPullRequests ListRepositories', 'InvalidContinuationToken', { nextToken: 'x' }],
  ['CreateBranch DeleteBranch GetBranch', 'BranchNameRequired', { branchName: '' }],
  ['CreateBranch DeleteBranch GetBranch', 'InvalidBranchName', { branchName: 'a b' }],
  ['CreateBranch', 'BranchNameExists', { branchName: 'main' }],
  ['CreateBranch', 'BranchNameExists', { branchName: 'main/below' }],
  ['GetBranch', 'BranchDoesNotExist', { branchName: 'absent' }],
  ['DeleteBranch', 'DefaultBranchCannotBeDeleted', { branchName: 'main' }],
  ['CreateBranch GetCommit', 'CommitIdRequired', { commitId: '' }],
  ['CreateBranch GetCommit', 'InvalidCommitId', { commitId: 'main' }],
  ['CreateBranch', 'CommitDoesNotExist', { commitId: nowhere }],
  ['GetCommit', 'CommitIdDoesNotExist', { commitId: nowhere }],
  ['BatchGetCommits', 'Serialization', { commitIds: 'a text' }],
  ['BatchGetCommits', 'CommitIdsListRequired', { commitIds: [] }],
  ['BatchGetCommits', 'CommitIdsLimitExceeded', { commitIds: Array(101).fill(nowhere) }],
  ['BatchGetCommits', 'CommitIdDoesNotExist', { commitIds: [nowhere] }],
  ['BatchGetCommits', 'InvalidCommitId', { commitIds: ['main'] }],
];

const OF_CONTENTS: readonly Row<World>[] = [
  ['GetFile', 'PathRequired', { filePath: '' }],
  ['GetFolder', 'PathRequired', { folderPath: undefined }],
  ['GetFile', 'InvalidPath', { filePath: 'a/../b' }],
  ['GetFolder', 'InvalidPath', { folderPath: 'a//b' }],
  ['GetFile GetFolder', 'InvalidCommit', { commitSpecifier: 'main~1' }],
  ['GetFile GetFolder', 'CommitDoesNotExist', { commitSpecifier: nowhere }],
  ['GetFile GetFolder', 'CommitDoesNotExist', { commitSpecifier: 'unknown' }],
  ['GetFile', 'FileDoesNotExist', { filePath: 'absent' }],
  ['GetFile', 'FileDoesNotExist', { filePath: 'folder' }],
  ['GetFile', 'FileDoesNotExist', { filePath: 'module', commitSpecifier: 'large' }],
  // Only git may push such a file.
  ['GetFile', 'FileTooLarge', { filePath: 'large', commitSpecifier: 'large' }],
  ['GetBlob', 'FileTooLarge', ({ large }) => ({ blobId: large })],
  ['GetFolder', 'FolderDoesNotExist', { folderPath: 'one' }],
  ['GetBlob', 'BlobIdRequired', { blobId: '' }],
  ['GetBlob', 'InvalidBlobId', { blobId: 'abc' }],
  ['GetBlob', 'BlobIdDoesNotExist', { blobId: nowhere }],
  ['GetDifferences', 'CommitRequired', { afterCommitSpecifier: '' }],
  ['GetDifferences', 'InvalidCommit', { afterCommitSpecifier: 'main~1' }],
  ['GetDifferences', 'CommitDoesNotExist', { beforeCommitSpecifier: nowhere }],
  ['GetDifferences', 'InvalidPath', { afterPath: 'a//b' }],
  ['GetDifferences', 'PathDoesNotExist', { afterPath: 'absent' }],
  ['GetDifferences', 'InvalidMaxResults', { MaxResults: 0 }],
  ['GetDifferences', 'InvalidContinuationToken', { NextToken: 'x' }],
  ['GetMergeCommit', 'CommitRequired', { sourceCommitSpecifier: '' }],
  ['GetMergeCommit', 'InvalidCommit', { sourceCommitSpecifier: 'main~1' }],
  ['GetMergeCommit', 'CommitDoesNotExist', { destinationCommitSpecifier: nowhere }],
  ['GetMergeCommit', 'InvalidConflictDetailLevel', { conflictDetailLevel: 'WORD' }],
  ['GetMergeCommit', 'InvalidConflictResolutionStrategy', { conflictResolutionStrategy: 'DICE' }],
];

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

it.each(eachOperation([...OF_REPOSITORIES, ...OF_CONTENTS]))('$operation answers $error', async (row) => {
  const answer = world.cloud.as('anna').send(commandOf(sdk, requests, world, row));
  expect(await refusalIn(answer)).toBe(`${row.error}Exception`);
});
