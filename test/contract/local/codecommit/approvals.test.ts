import {
  EvaluatePullRequestApprovalRulesCommand,
  GetPullRequestApprovalStatesCommand,
  OverridePullRequestApprovalRulesCommand,
  UpdatePullRequestApprovalStateCommand,
} from '@aws-sdk/client-codecommit';
import { describe, expect, it } from 'vitest';
import { commit } from './cloud.ts';
import { type Opened, openPullRequest } from './pull-request.ts';

const ANNA = 'arn:aws:iam::111122223333:user/anna';
const RELEASE = 'arn:aws:sts::111122223333:assumed-role/Release/*';

const pullRequestId = '1';

async function evaluation({ cloud, read }: Opened) {
  const { revisionId } = await read();
  const command = new EvaluatePullRequestApprovalRulesCommand({ pullRequestId, revisionId });
  return (await cloud.client.send(command)).evaluation;
}

describe('approvals', () => {
  it('satisfy a rule once enough people of its pool approved', async () => {
    const opened = await openPullRequest();
    await opened.addRule([ANNA, RELEASE], 2);
    await opened.approve('anna');
    await opened.approve('eve');
    expect(await evaluation(opened)).toMatchObject({
      ...{ approved: false, overridden: false, approvalRulesNotSatisfied: ['towpath-approval'] },
    });
    await opened.approve('Release.bob');
    expect(await evaluation(opened)).toMatchObject({
      ...{ approved: true, overridden: false, approvalRulesSatisfied: ['towpath-approval'] },
    });
    await opened.approve('anna', 'REVOKE');
    expect(await evaluation(opened)).toMatchObject({ approved: false });
    const { detail } = opened.cloud.pullRequestChanges.at(-1)!;
    expect(detail).toMatchObject({
      ...{ event: 'pullRequestApprovalStateChanged', approvalStatus: 'REVOKE', callerUserArn: ANNA },
    });
  });

  it('are of one revision: a commit on the branch leaves none', async () => {
    const opened = await openPullRequest();
    const { revisionId } = await opened.read();
    await opened.approve('anna');
    const states = async (of?: string) => {
      const asked = { pullRequestId, revisionId: of ?? (await opened.read()).revisionId };
      return (await opened.cloud.client.send(new GetPullRequestApprovalStatesCommand(asked))).approvals;
    };
    expect(await states()).toEqual([{ userArn: ANNA, approvalState: 'APPROVE' }]);
    await commit(opened.cloud, { one: 'newer\n' }, { branchName: 'towpath/one' });
    expect(await states()).toEqual([]);
    const late = { pullRequestId, revisionId, approvalState: 'APPROVE' as const };
    const answer = opened.cloud.as('anna').send(new UpdatePullRequestApprovalStateCommand(late));
    await expect(answer).rejects.toMatchObject({ name: 'RevisionNotCurrentException' });
  });

  it("are not the author's to give", async () => {
    const { approve } = await openPullRequest();
    await expect(approve('local')).rejects.toMatchObject({
      name: 'PullRequestCannotBeApprovedByAuthorException',
    });
  });

  it('can be overridden, and that shows', async () => {
    const opened = await openPullRequest();
    await opened.addRule(['CodeCommitApprovers:111122223333:anna']);
    const { revisionId } = await opened.read();
    const override = (overrideStatus: 'OVERRIDE' | 'REVOKE') =>
      opened.cloud
        .as('eve')
        .send(new OverridePullRequestApprovalRulesCommand({ pullRequestId, revisionId, overrideStatus }));
    await override('OVERRIDE');
    expect(await evaluation(opened)).toMatchObject({
      ...{ approved: true, overridden: true, approvalRulesNotSatisfied: ['towpath-approval'] },
    });
    await expect(override('OVERRIDE')).rejects.toMatchObject({ name: 'OverrideAlreadySetException' });
    await override('REVOKE');
    expect(await evaluation(opened)).toMatchObject({ approved: false, overridden: false });
    await opened.approve('anna');
    expect(await evaluation(opened)).toMatchObject({ approved: true });
  });

  it.each([
    ['another name', 'CodeCommitApprovers:111122223333:anna', false],
    ['a session', 'CodeCommitApprovers:111122223333:Release/*', true],
    ['another account', 'CodeCommitApprovers:999900001111:Release/*', false],
    ['a session without a wildcard', 'arn:aws:sts::111122223333:assumed-role/Release', false],
  ])('count by pool: %s', async (_, member, approved) => {
    const opened = await openPullRequest();
    await opened.addRule([member]);
    await opened.approve('Release.bob');
    expect(await evaluation(opened)).toMatchObject({ approved });
  });

  it.each([
    ['no JSON', '{'],
    ['another version', JSON.stringify({ Version: '1', Statements: [] })],
    ['no statement', JSON.stringify({ Version: '2018-11-08', Statements: [] })],
  ])('have rules that are checked: %s', async (_, approvalRuleContent) => {
    const { cloud } = await openPullRequest();
    const input = { pullRequestId, approvalRuleName: 'r', approvalRuleContent };
    const operation = cloud.codecommit.operations.CreatePullRequestApprovalRule!(input);
    await expect(operation).rejects.toMatchObject({ code: 'InvalidApprovalRuleContentException' });
  });

  it('have rules with names of their own', async () => {
    const { addRule } = await openPullRequest();
    await addRule([ANNA]);
    await expect(addRule([ANNA])).rejects.toMatchObject({ name: 'ApprovalRuleNameAlreadyExistsException' });
  });
});
