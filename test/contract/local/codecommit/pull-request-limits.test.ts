import {
  CreatePullRequestApprovalRuleCommand,
  CreatePullRequestCommand,
  GetFileCommand,
  GetPullRequestApprovalStatesCommand,
  MergePullRequestBySquashCommand,
} from '@aws-sdk/client-codecommit';
import { expect, it } from 'vitest';
import { commit } from './cloud.ts';
import { contentOf, type Opened, openPullRequest, repositoryName, request } from './pull-request.ts';

const pullRequestId = '1';
const rule = { pullRequestId, approvalRuleName: 'two', approvalRuleContent: contentOf(['anna']) };

const addRule =
  (input: typeof rule) =>
  ({ cloud }: Opened) =>
    cloud.client.send(new CreatePullRequestApprovalRuleCommand(input));

it('CreatePullRequestApprovalRule takes 30 rules, then answers NumberOfRulesExceededException', async () => {
  const opened = await openPullRequest();
  for (let n = 0; n < 30; n += 1) await addRule({ ...rule, approvalRuleName: `rule-${n}` })(opened);
  await expect(addRule(rule)(opened)).rejects.toMatchObject({ name: 'NumberOfRulesExceededException' });
});

it('UpdatePullRequestApprovalState takes 200 approvals, then answers MaximumNumberOfApprovalsExceededException', async () => {
  const opened = await openPullRequest();
  for (let n = 0; n < 200; n += 1) await opened.approve(`person-${n}`);
  await expect(opened.approve('anna')).rejects.toMatchObject({
    name: 'MaximumNumberOfApprovalsExceededException',
  });
  const { revisionId } = await opened.read();
  const states = new GetPullRequestApprovalStatesCommand({ pullRequestId, revisionId });
  expect((await opened.cloud.client.send(states)).approvals).toHaveLength(200);
});

it('CreatePullRequest takes 1,000 open pull requests, then answers MaximumOpenPullRequestsExceededException', async () => {
  const { cloud } = await openPullRequest();
  const open = (n: number) =>
    cloud.client.send(new CreatePullRequestCommand({ ...request, clientRequestToken: `token-${n}` }));
  for (let n = 1; n < 1_000; n += 1) await open(n);
  await expect(open(1_000)).rejects.toMatchObject({ name: 'MaximumOpenPullRequestsExceededException' });
  // A thousand requests: a busy machine takes a while.
}, 120_000);

it('makes or refuses a merge that a commit races, with ConcurrentReferenceUpdateException, and loses neither', async () => {
  const { cloud, source } = await openPullRequest();
  const merge = cloud.client
    .send(new MergePullRequestBySquashCommand({ pullRequestId, repositoryName, sourceCommitId: source }))
    .then(
      () => 'new\n',
      (error: Error) => {
        expect(error.name).toBe('ConcurrentReferenceUpdateException');
        return 'old\n';
      },
    );
  const racing = commit(cloud, { other: 'y\n' }, { parentCommitId: cloud.first }).then(
    () => 'y\n',
    (error: Error) => {
      expect(error.name).toBe('ParentCommitIdOutdatedException');
      return 'x\n';
    },
  );
  const expected = { one: await merge, other: await racing };
  for (const [filePath, text] of Object.entries(expected)) {
    const { fileContent } = await cloud.client.send(new GetFileCommand({ repositoryName, filePath }));
    expect(new TextDecoder().decode(fileContent)).toBe(text);
  }
  expect(Object.values(expected)).not.toEqual(['old\n', 'x\n']);
});
