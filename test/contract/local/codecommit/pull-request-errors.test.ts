import {
  CreatePullRequestApprovalRuleCommand,
  CreatePullRequestCommand,
  CreateRepositoryCommand,
  GetFileCommand,
  GetPullRequestApprovalStatesCommand,
  MergePullRequestBySquashCommand,
  OverridePullRequestApprovalRulesCommand,
  PostCommentForPullRequestCommand,
  UpdatePullRequestApprovalStateCommand,
  UpdatePullRequestStatusCommand,
} from '@aws-sdk/client-codecommit';
import { expect, it } from 'vitest';
import { commit } from './cloud.ts';
import { contentOf, type Opened, openPullRequest, repositoryName, request } from './pull-request.ts';

const pullRequestId = '1';
const REVISION = 'a'.repeat(64);
const rule = { pullRequestId, approvalRuleName: 'two', approvalRuleContent: contentOf(['anna']) };
const approval = { pullRequestId, revisionId: REVISION, approvalState: 'APPROVE' };
const override = { pullRequestId, revisionId: REVISION, overrideStatus: 'OVERRIDE' };

type Send = (opened: Opened) => Promise<unknown>;

// The types of the SDK would refuse what a caller in another language can send.
const addRule =
  (input: object): Send =>
  ({ cloud }) =>
    cloud.client.send(new CreatePullRequestApprovalRuleCommand(input as typeof rule));
const approve =
  (input: object): Send =>
  ({ cloud }) =>
    cloud.as('anna').send(new UpdatePullRequestApprovalStateCommand(input as never));
const setOverride =
  (input: object): Send =>
  ({ cloud }) =>
    cloud.client.send(new OverridePullRequestApprovalRulesCommand(input as never));
const comment =
  (input: object): Send =>
  ({ cloud, source }) => {
    const place = { pullRequestId, repositoryName, beforeCommitId: cloud.first, afterCommitId: source };
    return cloud.client.send(
      new PostCommentForPullRequestCommand({ ...place, content: 'fine', ...input } as never),
    );
  };

const refused: [string, Send][] = [
  ['ApprovalRuleNameRequired', addRule({ ...rule, approvalRuleName: undefined })],
  ['InvalidApprovalRuleName', addRule({ ...rule, approvalRuleName: 'x'.repeat(101) })],
  ['ApprovalRuleContentRequired', addRule({ ...rule, approvalRuleContent: undefined })],
  ['ApprovalStateRequired', approve({ ...approval, approvalState: undefined })],
  ['InvalidApprovalState', approve({ ...approval, approvalState: 'LIKE' })],
  ['RevisionIdRequired', approve({ ...approval, revisionId: undefined })],
  ['InvalidRevisionId', approve({ ...approval, revisionId: 'newest' })],
  ['OverrideStatusRequired', setOverride({ ...override, overrideStatus: undefined })],
  ['InvalidOverrideStatus', setOverride({ ...override, overrideStatus: 'FORCE' })],
  ['CommentContentRequired', comment({ content: undefined })],
  ['CommentContentSizeLimitExceeded', comment({ content: 'x'.repeat(10_241) })],
  [
    'BeforeCommitIdAndAfterCommitIdAreSame',
    (opened) => comment({ afterCommitId: opened.cloud.first })(opened),
  ],
  [
    'PullRequestStatusRequired',
    ({ cloud }) => cloud.client.send(new UpdatePullRequestStatusCommand({ pullRequestId } as never)),
  ],
  [
    'ReferenceNameRequired',
    ({ cloud }) =>
      cloud.client.send(
        new CreatePullRequestCommand({
          ...request,
          clientRequestToken: 'two',
          targets: [{ repositoryName }],
        } as never),
      ),
  ],
  [
    'RepositoryNotAssociatedWithPullRequest',
    async ({ cloud }) => {
      await cloud.client.send(new CreateRepositoryCommand({ repositoryName: 'another' }));
      const elsewhere = { pullRequestId, repositoryName: 'another' };
      return cloud.client.send(new MergePullRequestBySquashCommand(elsewhere));
    },
  ],
];

it.each(refused)('answers %sException', async (name, send) => {
  await expect(send(await openPullRequest())).rejects.toMatchObject({ name: `${name}Exception` });
});

it('answers ClientRequestTokenRequiredException to a caller that sends none', async () => {
  const { cloud } = await openPullRequest();
  const command = new CreatePullRequestCommand({ ...request, clientRequestToken: '' });
  await expect(cloud.client.send(command)).rejects.toMatchObject({
    name: 'ClientRequestTokenRequiredException',
  });
});

it('takes 30 rules, then answers NumberOfRulesExceededException', async () => {
  const opened = await openPullRequest();
  for (let n = 0; n < 30; n += 1) await addRule({ ...rule, approvalRuleName: `rule-${n}` })(opened);
  await expect(addRule(rule)(opened)).rejects.toMatchObject({ name: 'NumberOfRulesExceededException' });
});

it('takes 200 approvals, then answers MaximumNumberOfApprovalsExceededException', async () => {
  const opened = await openPullRequest();
  for (let n = 0; n < 200; n += 1) await opened.approve(`person-${n}`);
  await expect(opened.approve('anna')).rejects.toMatchObject({
    name: 'MaximumNumberOfApprovalsExceededException',
  });
  const { revisionId } = await opened.read();
  const states = new GetPullRequestApprovalStatesCommand({ pullRequestId, revisionId });
  expect((await opened.cloud.client.send(states)).approvals).toHaveLength(200);
});

it('takes 1,000 open pull requests, then answers MaximumOpenPullRequestsExceededException', async () => {
  const { cloud } = await openPullRequest();
  const open = (n: number) =>
    cloud.client.send(new CreatePullRequestCommand({ ...request, clientRequestToken: `token-${n}` }));
  for (let n = 1; n < 1_000; n += 1) await open(n);
  await expect(open(1_000)).rejects.toMatchObject({ name: 'MaximumOpenPullRequestsExceededException' });
});

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
