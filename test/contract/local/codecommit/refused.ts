import { writeFile } from 'node:fs/promises';
import {
  CreateBranchCommand,
  CreatePullRequestApprovalRuleCommand,
  CreatePullRequestCommand,
  CreateRepositoryCommand,
  GetPullRequestCommand,
  OverridePullRequestApprovalRulesCommand,
  PostCommentForPullRequestCommand,
  UpdatePullRequestStatusCommand,
} from '@aws-sdk/client-codecommit';
import {
  type Cloud,
  clone,
  commit,
  createRepository,
  git,
  makeFolder,
  openCloud,
  removeFolder,
} from './cloud.ts';
import { contentOf, repositoryName, request } from './pull-request.ts';

/**
 * What the rows of refusals need. Pull request 1 could be merged by squash, 2 is closed, 3 conflicts, 4 has a rule `two`
 * that is not satisfied, and 5 is of the one who asks, with its rules overridden.
 */
export interface World {
  readonly cloud: Cloud;
  /** The first commit of `main`, and the tip of the branch of pull request 1. */
  readonly first: string;
  readonly source: string;
  /** A blob of more than 6 MB. */
  readonly large: string;
  /** Of pull requests 1 and 5. */
  readonly revisionId: string;
  readonly overridden: string;
  stop(): Promise<void>;
}

export const requests = ({ first, source, large, revisionId }: World) => {
  const merge = { pullRequestId: '1', repositoryName };
  const pullRequest = { pullRequestId: '1', revisionId };
  return {
    BatchGetCommits: { repositoryName, commitIds: [first] },
    CreateBranch: { repositoryName, branchName: 'new', commitId: first },
    CreatePullRequest: { ...request, clientRequestToken: 'new' },
    CreatePullRequestApprovalRule: {
      pullRequestId: '1',
      approvalRuleName: 'two',
      approvalRuleContent: contentOf(['anna']),
    },
    CreateRepository: { repositoryName: 'new' },
    DeleteBranch: { repositoryName, branchName: 'towpath/one' },
    EvaluatePullRequestApprovalRules: pullRequest,
    GetBlob: { repositoryName, blobId: large },
    GetBranch: { repositoryName, branchName: 'main' },
    GetCommentsForPullRequest: { pullRequestId: '1' },
    GetCommit: { repositoryName, commitId: first },
    GetDifferences: { repositoryName, afterCommitSpecifier: 'main' },
    GetFile: { repositoryName, filePath: 'one' },
    GetFolder: { repositoryName, folderPath: '' },
    GetMergeCommit: {
      repositoryName,
      sourceCommitSpecifier: source,
      destinationCommitSpecifier: 'main',
    },
    GetPullRequest: { pullRequestId: '1' },
    GetPullRequestApprovalStates: pullRequest,
    GetPullRequestOverrideState: pullRequest,
    GetRepository: { repositoryName },
    ListBranches: { repositoryName },
    ListPullRequests: { repositoryName },
    ListRepositories: {},
    MergePullRequestByFastForward: merge,
    MergePullRequestBySquash: merge,
    MergePullRequestByThreeWay: merge,
    OverridePullRequestApprovalRules: { ...pullRequest, overrideStatus: 'OVERRIDE' },
    PostCommentForPullRequest: {
      ...merge,
      beforeCommitId: first,
      afterCommitId: source,
      content: 'fine',
    },
    UpdatePullRequestApprovalState: { ...pullRequest, approvalState: 'APPROVE' },
    UpdatePullRequestStatus: { pullRequestId: '1', pullRequestStatus: 'CLOSED' },
  };
};

const FIRST = { one: 'old', three: 'old', 'folder/file': 'x' };

export async function openWorld(): Promise<World> {
  const folder = await makeFolder();
  const cloud = await openCloud({ directory: `${folder}/repositories` });
  const { client } = cloud;
  await createRepository(cloud);
  const { commitId: first = '' } = await commit(cloud, FIRST, { parentCommitId: undefined });
  const sources: string[] = [];
  for (const name of ['one', 'two', 'three', 'four', 'five']) {
    const branchName = `towpath/${name}`;
    await client.send(new CreateBranchCommand({ repositoryName, branchName, commitId: first }));
    const change = name === 'three' ? { three: 'ours' } : { one: 'new' };
    sources.push((await commit(cloud, change, { branchName })).commitId ?? '');
    const targets = [{ repositoryName, sourceReference: branchName, destinationReference: 'main' }];
    const open = new CreatePullRequestCommand({
      title: branchName,
      targets,
      clientRequestToken: name,
    });
    await (name === 'five' ? cloud.as('anna') : client).send(open);
  }
  await commit(cloud, { three: 'theirs' });
  await client.send(new UpdatePullRequestStatusCommand({ pullRequestId: '2', pullRequestStatus: 'CLOSED' }));
  const rule = { approvalRuleName: 'two', approvalRuleContent: contentOf(['bob']) };
  await client.send(new CreatePullRequestApprovalRuleCommand({ pullRequestId: '4', ...rule }));
  const [revisionId, overridden] = [await revisionOf(cloud, '1'), await revisionOf(cloud, '5')];
  const override = { pullRequestId: '5', revisionId: overridden, overrideStatus: 'OVERRIDE' as const };
  await client.send(new OverridePullRequestApprovalRulesCommand(override));
  const [source = ''] = sources;
  const place = { pullRequestId: '1', repositoryName, beforeCommitId: first, afterCommitId: source };
  const comment = { ...place, content: 'first', clientRequestToken: 'used' };
  await cloud.as('anna').send(new PostCommentForPullRequestCommand(comment));
  await client.send(new CreateRepositoryCommand({ repositoryName: 'another' }));
  await git(cloud.bare, 'push', '-q', `${folder}/repositories/another.git`, 'main', 'towpath/one');
  const large = await pushLarge(cloud, folder, first);
  const stop = async () => {
    await cloud.stop();
    await removeFolder(folder);
  };
  return { cloud, first, source, large, revisionId, overridden, stop };
}

async function revisionOf({ client }: Cloud, pullRequestId: string): Promise<string> {
  const { pullRequest } = await client.send(new GetPullRequestCommand({ pullRequestId }));
  return pullRequest?.revisionId ?? '';
}

/** A branch `large` with a file that only git may push, and with a submodule. */
async function pushLarge(cloud: Cloud, folder: string, commitId: string): Promise<string> {
  const work = await clone(cloud, folder);
  await writeFile(`${work}/large`, Buffer.alloc(6 * 1024 * 1024 + 1));
  await git(work, 'add', 'large');
  await git(work, 'update-index', '--add', '--cacheinfo', `160000,${commitId},module`);
  await git(work, 'commit', '-q', '-m', 'Add what is large');
  await git(work, 'push', '-q', 'origin', 'HEAD:large');
  return git(work, 'rev-parse', 'HEAD:large');
}
