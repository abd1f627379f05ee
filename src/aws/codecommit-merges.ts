import {
  type CodeCommitClient,
  GetPullRequestCommand,
  MergePullRequestBySquashCommand,
  OverridePullRequestApprovalRulesCommand,
} from '@aws-sdk/client-codecommit';
import { COMMIT_AUTHOR } from '../contract.ts';
import type { Merge, MergeOutcome } from '../ports/pull-requests.ts';
import { isNamed } from './sdk-error.ts';

const MOST_TRIES = 5;

/** Errors that no trying again helps against: the pull request no longer fits what it is to be merged into. */
const OUTDATED: Readonly<Record<string, string>> = {
  TipOfSourceReferenceIsDifferentException: 'somebody pushed to its branch',
  ManualMergeRequiredException: 'its files have changed on the branch that it is for',
  ReferenceDoesNotExistException: 'its branch is gone',
  TipsDivergenceExceededException: 'the branch that it is for has moved too far',
};

/**
 * Squashes, so that a merge is one commit on the branch, as every other of ours. CodeCommit compares whole files
 * (`conflictDetailLevel` is FILE_LEVEL unless given): a file that changed on both sides is not merged, so what is written is
 * byte by byte what was proposed.
 */
export async function mergePullRequest(
  client: CodeCommitClient,
  at: { readonly pullRequestId: string; readonly repositoryName: string },
  { head, message }: Merge,
): Promise<MergeOutcome> {
  const input = {
    ...at,
    ...{ sourceCommitId: head, commitMessage: message, authorName: COMMIT_AUTHOR.name },
    ...{ email: COMMIT_AUTHOR.email, conflictDetailLevel: 'FILE_LEVEL' as const },
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(new MergePullRequestBySquashCommand(input));
      return await endOf(client, at.pullRequestId);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      const reason = OUTDATED[name];
      if (reason !== undefined) return { kind: 'outdated', reason };
      if (name === 'PullRequestAlreadyClosedException') return endOf(client, at.pullRequestId);
      const isToBeRepeated =
        name === 'ConcurrentReferenceUpdateException' ||
        name === 'PullRequestApprovalRulesNotSatisfiedException';
      if (!isToBeRepeated || attempt === MOST_TRIES) throw error;
      if (name === 'PullRequestApprovalRulesNotSatisfiedException')
        await setRulesAside(client, at.pullRequestId);
    }
  }
}

/** What became of it: asked for, since the answer of a merge may have been lost. */
async function endOf(client: CodeCommitClient, pullRequestId: string): Promise<MergeOutcome> {
  const { pullRequest } = await client.send(new GetPullRequestCommand({ pullRequestId }));
  const { isMerged, mergeCommitId } = pullRequest?.pullRequestTargets?.[0]?.mergeMetadata ?? {};
  return isMerged === true && mergeCommitId !== undefined
    ? { kind: 'merged', commit: mergeCommitId }
    : { kind: 'closed' };
}

/** Of the revision as it is: whoever pushes meanwhile brings the rules back. */
async function setRulesAside(client: CodeCommitClient, pullRequestId: string): Promise<void> {
  const { pullRequest } = await client.send(new GetPullRequestCommand({ pullRequestId }));
  const revisionId = pullRequest?.revisionId;
  try {
    await client.send(
      new OverridePullRequestApprovalRulesCommand({ pullRequestId, revisionId, overrideStatus: 'OVERRIDE' }),
    );
  } catch (error) {
    if (!isNamed(error, 'OverrideAlreadySetException')) throw error;
  }
}
