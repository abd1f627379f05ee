import { execFileSync } from 'node:child_process';
import * as sdk from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandOf, eachOperation, type Row, refusalIn } from '../refusals.ts';
import { tip } from './cloud.ts';
import { request } from './pull-request.ts';
import { openWorld, requests, type World } from './refused.ts';

const nowhere = 'd'.repeat(40);
const otherRevision = 'a'.repeat(64);
const of = (pullRequestId: string) => ({ pullRequestId });
const mistyped = { pullRequestId: 7 };
const another = { repositoryName: 'another' };
const levelled = { conflictDetailLevel: 'WORD' };
const target = request.targets[0];
const targeting = (change: object) => ({ targets: [{ ...target, ...change }] });

const OF_PULL_REQUESTS: readonly Row<World>[] = [
  ['CreatePullRequestApprovalRule EvaluatePullRequestApprovalRules', 'PullRequestIdRequired', of('')],
  ['GetCommentsForPullRequest GetPullRequest GetPullRequestApprovalStates', 'PullRequestIdRequired', of('')],
  ['MergePullRequestByFastForward MergePullRequestBySquash', 'PullRequestIdRequired', of('')],
  ['MergePullRequestByThreeWay OverridePullRequestApprovalRules', 'PullRequestIdRequired', of('')],
  ['PostCommentForPullRequest UpdatePullRequestApprovalState', 'PullRequestIdRequired', of('')],
  ['GetPullRequestOverrideState UpdatePullRequestStatus', 'PullRequestIdRequired', of('')],
  ['CreatePullRequestApprovalRule EvaluatePullRequestApprovalRules', 'InvalidPullRequestId', of('x')],
  ['GetCommentsForPullRequest GetPullRequest GetPullRequestApprovalStates', 'InvalidPullRequestId', of('x')],
  ['MergePullRequestByFastForward MergePullRequestBySquash', 'InvalidPullRequestId', of('x')],
  ['MergePullRequestByThreeWay OverridePullRequestApprovalRules', 'InvalidPullRequestId', of('x')],
  ['PostCommentForPullRequest UpdatePullRequestApprovalState', 'InvalidPullRequestId', of('x')],
  ['GetPullRequestOverrideState UpdatePullRequestStatus', 'InvalidPullRequestId', of('x')],
  ['CreatePullRequestApprovalRule EvaluatePullRequestApprovalRules', 'PullRequestDoesNotExist', of('99')],
  [
    'GetCommentsForPullRequest GetPullRequest GetPullRequestApprovalStates',
    'PullRequestDoesNotExist',
    of('99'),
  ],
  ['MergePullRequestByFastForward MergePullRequestBySquash', 'PullRequestDoesNotExist', of('99')],
  ['MergePullRequestByThreeWay OverridePullRequestApprovalRules', 'PullRequestDoesNotExist', of('99')],
  ['PostCommentForPullRequest UpdatePullRequestApprovalState', 'PullRequestDoesNotExist', of('99')],
  ['GetPullRequestOverrideState UpdatePullRequestStatus', 'PullRequestDoesNotExist', of('99')],
  ['CreatePullRequestApprovalRule EvaluatePullRequestApprovalRules', 'Serialization', mistyped],
  ['GetCommentsForPullRequest GetPullRequest GetPullRequestApprovalStates', 'Serialization', mistyped],
  ['OverridePullRequestApprovalRules UpdatePullRequestApprovalState', 'Serialization', mistyped],
  ['GetPullRequestOverrideState UpdatePullRequestStatus', 'Serialization', mistyped],
  ['CreatePullRequest', 'Serialization', { title: 7 }],
  ['CreatePullRequest', 'ClientRequestTokenRequired', { clientRequestToken: '' }],
  ['CreatePullRequest', 'IdempotencyParameterMismatch', { clientRequestToken: 'five' }],
  ['CreatePullRequest', 'TitleRequired', { title: '' }],
  ['CreatePullRequest', 'InvalidTitle', { title: 'x'.repeat(101) }],
  ['CreatePullRequest', 'InvalidDescription', { description: 'x'.repeat(1_001) }],
  ['CreatePullRequest', 'TargetsRequired', { targets: [] }],
  ['CreatePullRequest', 'InvalidTarget', { targets: ['main'] }],
  ['CreatePullRequest', 'InvalidTargets', { targets: [target, target] }],
  ['CreatePullRequest', 'ReferenceNameRequired', targeting({ sourceReference: '' })],
  ['CreatePullRequest', 'InvalidReferenceName', targeting({ sourceReference: 'a b' })],
  ['CreatePullRequest', 'ReferenceDoesNotExist', targeting({ sourceReference: 'nowhere' })],
  ['CreatePullRequest', 'ReferenceTypeNotSupported', targeting({ sourceReference: 'refs/tags/v1' })],
  ['CreatePullRequest', 'SourceAndDestinationAreSame', targeting({ sourceReference: 'main' })],
  ['ListPullRequests UpdatePullRequestStatus', 'InvalidPullRequestStatus', { pullRequestStatus: 'LOST' }],
  ['UpdatePullRequestStatus', 'PullRequestStatusRequired', { pullRequestStatus: '' }],
  ['UpdatePullRequestStatus', 'InvalidPullRequestStatusUpdate', of('2')],
  ['PostCommentForPullRequest', 'CommentContentRequired', { content: '' }],
  ['PostCommentForPullRequest', 'CommentContentSizeLimitExceeded', { content: 'x'.repeat(10_241) }],
  ['PostCommentForPullRequest', 'CommitIdRequired', { beforeCommitId: '' }],
  ['PostCommentForPullRequest', 'InvalidCommitId', { afterCommitId: 'main' }],
  ['PostCommentForPullRequest', 'CommitDoesNotExist', { afterCommitId: nowhere }],
  [
    'PostCommentForPullRequest',
    'BeforeCommitIdAndAfterCommitIdAreSame',
    ({ source }) => ({ beforeCommitId: source }),
  ],
  ['PostCommentForPullRequest', 'IdempotencyParameterMismatch', { clientRequestToken: 'used' }],
  ['PostCommentForPullRequest', 'RepositoryNotAssociatedWithPullRequest', { repositoryName: 'another' }],
];

const OF_APPROVALS: readonly Row<World>[] = [
  ['CreatePullRequestApprovalRule', 'ApprovalRuleContentRequired', { approvalRuleContent: '' }],
  ['CreatePullRequestApprovalRule', 'InvalidApprovalRuleContent', { approvalRuleContent: '{' }],
  ['CreatePullRequestApprovalRule', 'ApprovalRuleNameRequired', { approvalRuleName: '' }],
  ['CreatePullRequestApprovalRule', 'InvalidApprovalRuleName', { approvalRuleName: 'x'.repeat(101) }],
  ['CreatePullRequestApprovalRule', 'ApprovalRuleNameAlreadyExists', of('4')],
  ['CreatePullRequestApprovalRule', 'PullRequestAlreadyClosed', of('2')],
  ['OverridePullRequestApprovalRules UpdatePullRequestApprovalState', 'PullRequestAlreadyClosed', of('2')],
  ['EvaluatePullRequestApprovalRules GetPullRequestApprovalStates', 'RevisionIdRequired', { revisionId: '' }],
  ['GetPullRequestOverrideState OverridePullRequestApprovalRules', 'RevisionIdRequired', { revisionId: '' }],
  ['EvaluatePullRequestApprovalRules GetPullRequestApprovalStates', 'InvalidRevisionId', { revisionId: 'x' }],
  ['GetPullRequestOverrideState OverridePullRequestApprovalRules', 'InvalidRevisionId', { revisionId: 'x' }],
  ['EvaluatePullRequestApprovalRules', 'RevisionNotCurrent', { revisionId: otherRevision }],
  ['OverridePullRequestApprovalRules', 'RevisionNotCurrent', { revisionId: otherRevision }],
  ['OverridePullRequestApprovalRules', 'OverrideStatusRequired', { overrideStatus: '' }],
  ['OverridePullRequestApprovalRules', 'InvalidOverrideStatus', { overrideStatus: 'FORCE' }],
  ['UpdatePullRequestApprovalState', 'ApprovalStateRequired', { approvalState: '' }],
  ['UpdatePullRequestApprovalState', 'InvalidApprovalState', { approvalState: 'LIKE' }],
  ['UpdatePullRequestApprovalState', 'RevisionIdRequired', { revisionId: '' }],
  ['UpdatePullRequestApprovalState', 'InvalidRevisionId', { revisionId: 'x' }],
  ['UpdatePullRequestApprovalState', 'RevisionNotCurrent', { revisionId: otherRevision }],
  ['UpdatePullRequestApprovalState', 'PullRequestCannotBeApprovedByAuthor', of('5')],
  [
    'OverridePullRequestApprovalRules',
    'OverrideAlreadySet',
    ({ overridden: revisionId }) => ({ ...of('5'), revisionId }),
  ],
];

const OF_MERGES: readonly Row<World>[] = [
  ['MergePullRequestByFastForward MergePullRequestBySquash', 'PullRequestAlreadyClosed', of('2')],
  ['MergePullRequestByThreeWay', 'PullRequestAlreadyClosed', of('2')],
  ['MergePullRequestByFastForward MergePullRequestBySquash', 'ManualMergeRequired', of('3')],
  ['MergePullRequestByThreeWay', 'ManualMergeRequired', of('3')],
  ['MergePullRequestByFastForward MergePullRequestBySquash', 'PullRequestApprovalRulesNotSatisfied', of('4')],
  ['MergePullRequestByThreeWay', 'PullRequestApprovalRulesNotSatisfied', of('4')],
  [
    'MergePullRequestByFastForward MergePullRequestBySquash',
    'RepositoryNotAssociatedWithPullRequest',
    another,
  ],
  ['MergePullRequestByThreeWay', 'RepositoryNotAssociatedWithPullRequest', another],
  ['MergePullRequestByFastForward MergePullRequestBySquash', 'InvalidCommitId', { sourceCommitId: 'main' }],
  ['MergePullRequestByThreeWay', 'InvalidCommitId', { sourceCommitId: 'main' }],
  [
    'MergePullRequestByFastForward MergePullRequestBySquash MergePullRequestByThreeWay',
    'TipOfSourceReferenceIsDifferent',
    ({ first: sourceCommitId }) => ({ sourceCommitId }),
  ],
  ['MergePullRequestBySquash MergePullRequestByThreeWay', 'InvalidConflictDetailLevel', levelled],
];

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

it.each(eachOperation([...OF_PULL_REQUESTS, ...OF_APPROVALS, ...OF_MERGES]))(
  '$operation answers $error',
  async (row) => {
    const answer = world.cloud.as('anna').send(commandOf(sdk, requests, world, row));
    expect(await refusalIn(answer)).toBe(`${row.error}Exception`);
  },
);

it.each(
  eachOperation<World>([
    ['MergePullRequestByFastForward', 'ConcurrentReferenceUpdate', {}],
    ['MergePullRequestBySquash MergePullRequestByThreeWay', 'ConcurrentReferenceUpdate', {}],
  ]),
)('$operation answers $error to one whose destination moves meanwhile', async ({ operation }) => {
  const { cloud, source } = world;
  const moved = await tip(cloud);
  const moveTo = (commitId: string) =>
    execFileSync('git', ['--git-dir', cloud.bare, 'update-ref', 'refs/heads/main', commitId]);
  moveTo(world.first);
  const input = {
    ...requests(world)[operation as 'MergePullRequestBySquash'],
    // Read by the operation after the tips of both branches.
    get sourceCommitId() {
      moveTo(moved);
      return source;
    },
  };
  const answer = cloud.codecommit.operations[operation]!(input);
  await expect(answer).rejects.toMatchObject({ code: 'ConcurrentReferenceUpdateException' });
});
