import { createHash } from 'node:crypto';
import { mergeBase } from '../operations/merges.ts';
import type { Repositories } from '../repositories.ts';
import { type ApprovalRule, type Comment, type PullRequest, revisionOf } from './record.ts';

/** A pull request as the API gives it out. */
export async function describePullRequest(repositories: Repositories, pull: PullRequest): Promise<object> {
  const repository = repositories.find(pull.repository);
  const base = repository && (await mergeBase(repository, pull.sourceCommit, pull.destinationCommit));
  const { merged } = pull;
  return {
    pullRequestId: pull.id,
    title: pull.title,
    ...(pull.description !== undefined && { description: pull.description }),
    lastActivityDate: pull.lastActivity / 1000,
    creationDate: pull.created / 1000,
    pullRequestStatus: pull.status,
    authorArn: pull.author,
    pullRequestTargets: [
      {
        repositoryName: pull.repository,
        sourceReference: pull.source,
        destinationReference: pull.destination,
        destinationCommit: pull.destinationCommit,
        sourceCommit: pull.sourceCommit,
        ...(base !== undefined && { mergeBase: base }),
        mergeMetadata:
          merged === undefined
            ? { isMerged: false }
            : {
                isMerged: true,
                mergedBy: merged.by,
                mergeCommitId: merged.commit,
                mergeOption: merged.option,
              },
      },
    ],
    clientRequestToken: pull.token,
    revisionId: revisionOf(pull),
    approvalRules: pull.rules.map(describeRule),
  };
}

export const ruleSha = (content: string) => createHash('sha256').update(content).digest('hex');

export const describeRule = ({ id, name, content, by, at }: ApprovalRule): object => ({
  approvalRuleId: id,
  approvalRuleName: name,
  approvalRuleContent: content,
  ruleContentSha256: ruleSha(content),
  lastModifiedDate: at / 1000,
  creationDate: at / 1000,
  lastModifiedUser: by,
});

export const describeComment = ({ id, content, by, at, token }: Comment): object => ({
  commentId: id,
  content,
  creationDate: at / 1000,
  lastModifiedDate: at / 1000,
  authorArn: by,
  deleted: false,
  ...(token !== undefined && { clientRequestToken: token }),
});
