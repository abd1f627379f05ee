import {
  CreateBranchCommand,
  CreatePullRequestCommand,
  DeleteBranchCommand,
  GetBranchCommand,
  GetCommentsForPullRequestCommand,
  GetPullRequestCommand,
  ListPullRequestsCommand,
  PostCommentForPullRequestCommand,
  UpdatePullRequestStatusCommand,
} from '@aws-sdk/client-codecommit';
import { describe, expect, it } from 'vitest';
import type { CodeCommit } from '../../../../local/services/codecommit/index.ts';
import { commit, openCloud, startWithFiles, temporaryFolder } from './cloud.ts';
import { openPullRequest, repositoryName, request } from './pull-request.ts';

const FUNCTIONS = 'arn:aws:sts::111122223333:assumed-role/local/api';

describe('a pull request', () => {
  it('is made once per token, and read as AWS gives it out', async () => {
    const { cloud, source, read } = await openPullRequest();
    const again = await cloud.client.send(new CreatePullRequestCommand(request));
    expect(again.pullRequest?.pullRequestId).toBe('1');
    const pull = await read();
    expect(pull).toMatchObject({
      pullRequestStatus: 'OPEN',
      authorArn: FUNCTIONS,
      description: 'why',
      revisionId: expect.stringMatching(/^[0-9a-f]{64}$/),
      pullRequestTargets: [
        {
          sourceReference: 'refs/heads/towpath/one',
          destinationReference: 'refs/heads/main',
          sourceCommit: source,
          destinationCommit: cloud.first,
          mergeBase: cloud.first,
          mergeMetadata: { isMerged: false },
        },
      ],
    });
    const open = new ListPullRequestsCommand({ repositoryName, pullRequestStatus: 'OPEN' });
    expect((await cloud.client.send(open)).pullRequestIds).toEqual(['1']);
    expect(cloud.pullRequestChanges).toMatchObject([
      {
        detailType: 'CodeCommit Pull Request State Change',
        resources: ['arn:aws:codecommit:eu-west-1:111122223333:fleet'],
        detail: {
          event: 'pullRequestCreated',
          isMerged: 'False',
          pullRequestStatus: 'Open',
          creationDate: 'Fri Nov 20 09:00:00 UTC 2026',
          repositoryNames: ['fleet'],
          revisionId: pull.revisionId,
        },
      },
    ]);
  });

  it('gets another revision with each commit on its branch, and tells who made it', async () => {
    const { cloud, read } = await openPullRequest();
    const before = await read();
    const { commitId } = await commit(cloud, { one: 'newer\n' }, { branchName: 'towpath/one' });
    const after = await read();
    expect(after.pullRequestTargets?.[0]?.sourceCommit).toBe(commitId);
    expect(after.revisionId).not.toBe(before.revisionId);
    await expect.poll(() => cloud.pullRequestChanges.length).toBe(2);
    expect(cloud.pullRequestChanges[1]?.detail).toMatchObject({
      ...{ event: 'pullRequestSourceBranchUpdated', sourceCommit: commitId, callerUserArn: FUNCTIONS },
      revisionId: after.revisionId,
    });
  });

  it('is closed once, for good', async () => {
    const { cloud, read } = await openPullRequest();
    const close = new UpdatePullRequestStatusCommand({ pullRequestId: '1', pullRequestStatus: 'CLOSED' });
    await cloud.as('anna').send(close);
    expect((await read()).pullRequestStatus).toBe('CLOSED');
    expect(cloud.pullRequestChanges.at(-1)?.detail).toMatchObject({
      ...{ event: 'pullRequestStatusChanged', pullRequestStatus: 'Closed', isMerged: 'False' },
      callerUserArn: 'arn:aws:iam::111122223333:user/anna',
    });
    await expect(cloud.client.send(close)).rejects.toMatchObject({
      name: 'InvalidPullRequestStatusUpdateException',
    });
  });

  it('has comments, one per token', async () => {
    const { cloud, source } = await openPullRequest();
    const post = (content: string) =>
      cloud.client.send(
        new PostCommentForPullRequestCommand({
          ...{ pullRequestId: '1', repositoryName, content, clientRequestToken: 'c1' },
          ...{ beforeCommitId: cloud.first, afterCommitId: source },
        }),
      );
    const first = await post('superseded');
    expect((await post('superseded')).comment?.commentId).toBe(first.comment?.commentId);
    await expect(post('other')).rejects.toMatchObject({ name: 'IdempotencyParameterMismatchException' });
    const read = await cloud.client.send(new GetCommentsForPullRequestCommand({ pullRequestId: '1' }));
    expect(read.commentsForPullRequestData?.flatMap(({ comments = [] }) => comments)).toMatchObject([
      { content: 'superseded', authorArn: FUNCTIONS },
    ]);
  });

  it('survives a restart, with what was not told yet', async () => {
    const directory = await temporaryFolder();
    const deaf = await openCloud({
      directory,
      onPullRequestChange: () => {
        throw new Error('nobody listens');
      },
    });
    await openIn(deaf.codecommit);
    await deaf.stop();
    const cloud = await openCloud({ directory });
    try {
      const { pullRequest } = await cloud.client.send(new GetPullRequestCommand({ pullRequestId: '1' }));
      expect(pullRequest?.title).toBe(request.title);
      expect(cloud.pullRequestChanges.map(({ detail }) => detail.event)).toEqual(['pullRequestCreated']);
    } finally {
      await cloud.stop();
    }
  });
});

async function openIn({ operations }: CodeCommit): Promise<void> {
  const call = (name: string, input: object) => operations[name]!({ repositoryName, ...input });
  const putFiles = (content: string) => [
    { filePath: 'one', fileContent: Buffer.from(content).toString('base64') },
  ];
  await call('CreateRepository', {});
  const first = await call('CreateCommit', { branchName: 'main', putFiles: putFiles('old') });
  await call('CreateBranch', { branchName: 'towpath/one', ...first });
  await call('CreatePullRequest', request);
}

describe('a branch', () => {
  it('is deleted, unless it is the default one; one that is not there is no error', async () => {
    const { client, first } = await startWithFiles({ one: '1' });
    const side = { repositoryName, branchName: 'side' };
    await client.send(new CreateBranchCommand({ ...side, commitId: first }));
    const gone = await client.send(new DeleteBranchCommand(side));
    expect(gone.deletedBranch).toEqual({ branchName: 'side', commitId: first });
    await expect(client.send(new GetBranchCommand(side))).rejects.toMatchObject({
      name: 'BranchDoesNotExistException',
    });
    expect((await client.send(new DeleteBranchCommand(side))).deletedBranch).toBeUndefined();
    const main = new DeleteBranchCommand({ repositoryName, branchName: 'main' });
    await expect(client.send(main)).rejects.toMatchObject({ name: 'DefaultBranchCannotBeDeletedException' });
  });
});
