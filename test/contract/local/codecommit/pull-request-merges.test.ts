import {
  GetCommitCommand,
  GetFileCommand,
  MergePullRequestByFastForwardCommand,
  MergePullRequestBySquashCommand,
  MergePullRequestByThreeWayCommand,
} from '@aws-sdk/client-codecommit';
import { describe, expect, it } from 'vitest';
import { commit, tip } from './cloud.ts';
import { type Opened, openPullRequest, repositoryName } from './pull-request.ts';

const input = { pullRequestId: '1', repositoryName };

const merge = ({ cloud }: Opened, Command: unknown, more: object = {}) =>
  cloud.as('anna').send(new (Command as typeof MergePullRequestByFastForwardCommand)({ ...input, ...more }));

const metadata = async ({ read }: Opened) => (await read()).pullRequestTargets?.[0]?.mergeMetadata;

describe('a merge', () => {
  it('by fast-forward makes no commit', async () => {
    const opened = await openPullRequest();
    await merge(opened, MergePullRequestByFastForwardCommand, { sourceCommitId: opened.source });
    expect(await tip(opened.cloud)).toBe(opened.source);
    expect(await metadata(opened)).toMatchObject({
      ...{ isMerged: true, mergeCommitId: opened.source, mergeOption: 'FAST_FORWARD_MERGE' },
      mergedBy: 'arn:aws:iam::111122223333:user/anna',
    });
    expect(opened.cloud.pullRequestChanges.at(-1)?.detail).toMatchObject({
      ...{ event: 'pullRequestMergeStatusUpdated', isMerged: 'True', pullRequestStatus: 'Closed' },
      mergeOption: 'FAST_FORWARD_MERGE',
    });
  });

  it.each([
    ['squash', MergePullRequestBySquashCommand, 1],
    ['three-way', MergePullRequestByThreeWayCommand, 2],
  ])('by %s makes one, also when the destination has moved', async (_, Command, parents) => {
    const opened = await openPullRequest();
    const { commitId: moved } = await commit(opened.cloud, { other: 'y\n' });
    await merge(opened, Command);
    const made = await tip(opened.cloud);
    expect((await metadata(opened))?.mergeCommitId).toBe(made);
    const { commit: read } = await opened.cloud.client.send(
      new GetCommitCommand({ repositoryName, commitId: made }),
    );
    expect(read?.parents).toEqual([moved, opened.source].slice(0, parents));
    const file = await opened.cloud.client.send(new GetFileCommand({ repositoryName, filePath: 'one' }));
    expect(Buffer.from(file.fileContent!).toString()).toBe('new\n');
  });

  it('is refused while rules are not satisfied, and when it comes a second time', async () => {
    const opened = await openPullRequest();
    await opened.addRule(['arn:aws:iam::111122223333:user/bob']);
    await expect(merge(opened, MergePullRequestByFastForwardCommand)).rejects.toMatchObject({
      name: 'PullRequestApprovalRulesNotSatisfiedException',
    });
    await opened.approve('bob');
    await merge(opened, MergePullRequestByFastForwardCommand);
    await expect(merge(opened, MergePullRequestByFastForwardCommand)).rejects.toMatchObject({
      name: 'PullRequestAlreadyClosedException',
    });
    await expect(opened.approve('bob')).rejects.toMatchObject({ name: 'PullRequestAlreadyClosedException' });
  });

  it('is refused where the source or the destination does not allow it', async () => {
    const opened = await openPullRequest();
    const guard = { sourceCommitId: opened.cloud.first };
    await expect(merge(opened, MergePullRequestByFastForwardCommand, guard)).rejects.toMatchObject({
      name: 'TipOfSourceReferenceIsDifferentException',
    });
    await commit(opened.cloud, { one: 'theirs\n' });
    for (const Command of [MergePullRequestByFastForwardCommand, MergePullRequestBySquashCommand])
      await expect(merge(opened, Command)).rejects.toMatchObject({ name: 'ManualMergeRequiredException' });
  });
});
