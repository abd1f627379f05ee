import {
  CreateBranchCommand,
  CreatePullRequestApprovalRuleCommand,
  CreatePullRequestCommand,
  GetPullRequestCommand,
  type PullRequest,
  UpdatePullRequestApprovalStateCommand,
} from '@aws-sdk/client-codecommit';
import { type Cloud, commit, startWithFiles } from './cloud.ts';

export const repositoryName = 'fleet';
const SOURCE = 'towpath/one';
const RULE = 'towpath-approval';

export const contentOf = (members: readonly string[], needed = 1) =>
  JSON.stringify({
    Version: '2018-11-08',
    Statements: [{ Type: 'Approvers', NumberOfApprovalsNeeded: needed, ApprovalPoolMembers: members }],
  });

export const request = {
  title: 'checkout 1.4.4 to prod',
  description: 'why',
  targets: [{ repositoryName, sourceReference: SOURCE, destinationReference: 'main' }],
  clientRequestToken: 'one',
};

export interface Opened {
  readonly cloud: Cloud & { first: string };
  readonly source: string;
  read(): Promise<PullRequest>;
  approve(who: string, state?: 'APPROVE' | 'REVOKE'): Promise<unknown>;
  addRule(members: readonly string[], needed?: number): Promise<unknown>;
}

/** A pull request from `towpath/one`, which changes the file `one` from `old` to `new`. */
export async function openPullRequest(): Promise<Opened> {
  const cloud = await startWithFiles({ one: 'old\n', other: 'x\n' });
  const { client } = cloud;
  await client.send(new CreateBranchCommand({ repositoryName, branchName: SOURCE, commitId: cloud.first }));
  const { commitId = '' } = await commit(cloud, { one: 'new\n' }, { branchName: SOURCE });
  await client.send(new CreatePullRequestCommand(request));
  const read = async () =>
    (await client.send(new GetPullRequestCommand({ pullRequestId: '1' }))).pullRequest!;
  return {
    cloud,
    source: commitId,
    read,
    async approve(who, approvalState = 'APPROVE') {
      const { revisionId } = await read();
      const input = { pullRequestId: '1', revisionId, approvalState };
      return cloud.as(who).send(new UpdatePullRequestApprovalStateCommand(input));
    },
    addRule: (members, needed) =>
      client.send(
        new CreatePullRequestApprovalRuleCommand({
          ...{ pullRequestId: '1', approvalRuleName: RULE },
          approvalRuleContent: contentOf(members, needed),
        }),
      ),
  };
}
