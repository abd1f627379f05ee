import { createHash } from 'node:crypto';
import {
  CodeCommitClient,
  CreatePullRequestApprovalRuleCommand,
  CreatePullRequestCommand,
  DeleteBranchCommand,
  GetPullRequestApprovalStatesCommand,
  GetPullRequestCommand,
  GetPullRequestOverrideStateCommand,
  ListPullRequestsCommand,
  PostCommentForPullRequestCommand,
  type PullRequest,
  type PullRequestTarget,
  UpdatePullRequestStatusCommand,
} from '@aws-sdk/client-codecommit';
import type { ApprovalRule, Proposal, PullRequests } from '../ports/pull-requests.ts';
import { mergePullRequest } from './codecommit-merges.ts';
import { commitOnce, type Place, ProposalContendedError } from './codecommit-proposals.ts';
import { isNamed } from './sdk-error.ts';
import { capture } from './tracer.ts';

/** Limits of one rule's content. */
const MOST_MEMBERS = 50;
const MOST_CONTENT = 3_000;

export function createCodeCommitPullRequests(options: {
  repository: string;
  branch: string;
  client?: CodeCommitClient;
}): PullRequests {
  const {
    repository: repositoryName,
    branch: destination,
    client = capture(new CodeCommitClient({})),
  } = options;
  const place: Place = { client, repositoryName, destination };
  return {
    async propose(proposal) {
      const commit = await commitOnce(place, proposal);
      const id = await create(place, proposal);
      for (const rule of proposal.rules) await addRule(client, id, rule);
      if ((await get(client, id)).target.sourceCommit !== commit)
        throw new ProposalContendedError(proposal.branch);
      return { id, commit };
    },

    async read(pullRequestId) {
      const { pull, target } = await get(client, pullRequestId);
      const { revisionId } = pull;
      const [{ approvals = [] }, { overridden, overrider }] = await Promise.all([
        client.send(new GetPullRequestApprovalStatesCommand({ pullRequestId, revisionId })),
        client.send(new GetPullRequestOverrideStateCommand({ pullRequestId, revisionId })),
      ]);
      const { isMerged, mergeCommitId, mergedBy } = target.mergeMetadata ?? {};
      return {
        isOpen: pull.pullRequestStatus === 'OPEN',
        head: target.sourceCommit ?? '',
        approvals: approvals.flatMap(({ userArn, approvalState }) =>
          userArn !== undefined && approvalState === 'APPROVE' ? [userArn] : [],
        ),
        ...(overridden === true && { overridden: overrider === undefined ? {} : { by: overrider } }),
        ...(isMerged === true &&
          mergeCommitId !== undefined && {
            merged: { commit: mergeCommitId, ...(mergedBy !== undefined && { by: mergedBy }) },
          }),
      };
    },

    merge: (pullRequestId, merge) => mergePullRequest(client, { pullRequestId, repositoryName }, merge),

    async comment(pullRequestId, content) {
      const { target } = await get(client, pullRequestId);
      await client.send(
        new PostCommentForPullRequestCommand({
          ...{ pullRequestId, repositoryName, content },
          clientRequestToken: tokenOf(pullRequestId, content),
          beforeCommitId: target.mergeBase ?? target.destinationCommit,
          afterCommitId: target.sourceCommit,
        }),
      );
    },

    async close(pullRequestId) {
      const { pull, target } = await get(client, pullRequestId);
      if (pull.pullRequestStatus === 'OPEN') await closeOpen(client, pullRequestId);
      const branchName = (target.sourceReference ?? '').replace('refs/heads/', '');
      await client.send(new DeleteBranchCommand({ repositoryName, branchName }));
    },
  };
}

async function get(
  client: CodeCommitClient,
  pullRequestId: string,
): Promise<{ pull: PullRequest; target: PullRequestTarget }> {
  const { pullRequest: pull } = await client.send(new GetPullRequestCommand({ pullRequestId }));
  const [target] = pull?.pullRequestTargets ?? [];
  if (pull !== undefined && target !== undefined) return { pull, target };
  throw new Error(`GetPullRequest answered without the target of pull request ${pullRequestId}.`);
}

async function create(place: Place, { branch, title, description }: Proposal): Promise<string> {
  const { client, repositoryName, destination } = place;
  const targets = [{ repositoryName, sourceReference: branch, destinationReference: destination }];
  const clientRequestToken = tokenOf(repositoryName, branch);
  try {
    const { pullRequest } = await client.send(
      new CreatePullRequestCommand({ title, description, targets, clientRequestToken }),
    );
    if (pullRequest?.pullRequestId !== undefined) return pullRequest.pullRequestId;
  } catch (error) {
    if (!isNamed(error, 'IdempotencyParameterMismatchException')) throw error;
    const found = await findOpen(place, branch);
    if (found !== undefined) return found;
    throw error;
  }
  throw new Error('CreatePullRequest answered without an id.');
}

/** Made by an earlier try, which described it otherwise. */
async function findOpen({ client, repositoryName }: Place, branch: string): Promise<string | undefined> {
  let nextToken: string | undefined;
  do {
    const asked = { repositoryName, pullRequestStatus: 'OPEN' as const, nextToken };
    const page = await client.send(new ListPullRequestsCommand(asked));
    for (const id of page.pullRequestIds ?? []) {
      const { target } = await get(client, id);
      if (target.sourceReference === `refs/heads/${branch}`) return id;
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}

async function addRule(client: CodeCommitClient, pullRequestId: string, rule: ApprovalRule): Promise<void> {
  const input = { pullRequestId, approvalRuleName: rule.name, approvalRuleContent: contentOf(rule) };
  try {
    await client.send(new CreatePullRequestApprovalRuleCommand(input));
  } catch (error) {
    if (!isNamed(error, 'ApprovalRuleNameAlreadyExistsException')) throw error;
  }
}

/** As many members as a rule takes. Whoever does not fit can approve all the same, and is counted by the gate. */
function contentOf({ members, count }: ApprovalRule): string {
  const content = (pool: readonly string[]): string =>
    JSON.stringify({
      Version: '2018-11-08',
      Statements: [{ Type: 'Approvers', NumberOfApprovalsNeeded: count, ApprovalPoolMembers: pool }],
    });
  let pool = members.slice(0, MOST_MEMBERS);
  while (content(pool).length > MOST_CONTENT) pool = pool.slice(0, -1);
  return content(pool);
}

async function closeOpen(client: CodeCommitClient, pullRequestId: string): Promise<void> {
  try {
    await client.send(new UpdatePullRequestStatusCommand({ pullRequestId, pullRequestStatus: 'CLOSED' }));
  } catch (error) {
    // Somebody was faster.
    if (!isNamed(error, 'InvalidPullRequestStatusUpdateException', 'PullRequestAlreadyClosedException'))
      throw error;
  }
}

/** The same request has the same one; CodeCommit knows them by account, not by repository. */
const tokenOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
