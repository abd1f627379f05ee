import type { Access } from '../../functions/manifest.ts';
import { PROPOSAL_BRANCHES } from '../../src/contract.ts';

/** ARNs of what functions may touch. */
export interface AccessTargets {
  readonly table: string;
  readonly tableStream: string;
  readonly changeQueue: string;
  readonly reportQueue?: string;
  readonly deadLetters: string;
  readonly changeDeadLetters: string;
  readonly stateMachine: string;
  /** Its alias, on which promotions start. */
  readonly liveStateMachine: string;
  /** Executions of the state machine: a pattern. */
  readonly executions: string;
  readonly eventBus: string;
  /** Image repositories: those that the configuration names, or a pattern for each registry. */
  readonly images: readonly string[];
  readonly agentKeys: string;
  /** An installation without Slack has none of it, and no function that needs it but for a redrive. */
  readonly slack?: { readonly chatQueue: string; readonly chatDeadLetters: string; readonly secret: string };
  readonly repository: string;
  readonly branch: string;
}

/** A statement of a role. */
export interface Grant {
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: Record<string, unknown>;
  /** Why the resources are a pattern; without a reason cdk-nag refuses a pattern. */
  readonly patternBecause?: string;
}

/** What each `Access` of the manifest is in IAM's words. No action is a wildcard. */
const GRANTS: Readonly<Record<Access, (to: AccessTargets) => readonly Grant[]>> = {
  'table:read': ({ table }) => [
    { actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], resources: [table] },
    { actions: ['dynamodb:Query'], resources: [`${table}/index/byTime`] },
  ],
  // TransactWriteItems has no action of its own: it needs that of each of its parts.
  'table:write': ({ table }) => [
    {
      actions: [
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:ConditionCheckItem',
      ],
      resources: [table],
    },
  ],
  'repository:read': ({ repository }) => [
    {
      actions: [
        'codecommit:GetBranch',
        'codecommit:GetCommit',
        'codecommit:GetDifferences',
        'codecommit:GetFile',
        'codecommit:GetFolder',
      ],
      resources: [repository],
    },
  ],
  'repository:write': ({ repository, branch }) => [
    {
      actions: ['codecommit:CreateCommit'],
      resources: [repository],
      conditions: { StringEqualsIfExists: { 'codecommit:References': `refs/heads/${branch}` } },
    },
  ],
  'pull-requests:read': ({ repository }) => [
    {
      actions: [
        'codecommit:GetPullRequest',
        'codecommit:GetPullRequestApprovalStates',
        'codecommit:GetPullRequestOverrideState',
      ],
      resources: [repository],
    },
  ],
  'pull-requests:write': ({ repository }) => [
    {
      actions: [
        'codecommit:CreatePullRequest',
        'codecommit:CreatePullRequestApprovalRule',
        'codecommit:ListPullRequests',
        'codecommit:PostCommentForPullRequest',
        'codecommit:UpdatePullRequestStatus',
      ],
      resources: [repository],
    },
    {
      actions: ['codecommit:CreateBranch', 'codecommit:CreateCommit', 'codecommit:DeleteBranch'],
      resources: [repository],
      conditions: {
        StringLikeIfExists: { 'codecommit:References': `refs/heads/${PROPOSAL_BRANCHES}*` },
      },
    },
  ],
  'pull-requests:merge': ({ repository, branch }) => [
    { actions: ['codecommit:OverridePullRequestApprovalRules'], resources: [repository] },
    {
      actions: ['codecommit:MergePullRequestBySquash'],
      resources: [repository],
      conditions: { StringEqualsIfExists: { 'codecommit:References': `refs/heads/${branch}` } },
    },
  ],
  'change-queue:send': ({ changeQueue }) => [{ actions: ['sqs:SendMessage'], resources: [changeQueue] }],
  'dead-letters:redrive': (to) => [
    {
      actions: ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'],
      resources: deadLetterQueues(to),
    },
  ],
  'dead-letters:count': (to) => [{ actions: ['sqs:GetQueueAttributes'], resources: deadLetterQueues(to) }],
  'dead-letters:send': ({ deadLetters }) => [{ actions: ['sqs:SendMessage'], resources: [deadLetters] }],
  // AWS checks the ARN that a caller starts by: the alias. The machine's own is for whoever turns the alias off.
  'executions:start': ({ stateMachine, liveStateMachine }) => [
    { actions: ['states:StartExecution'], resources: [stateMachine, liveStateMachine] },
  ],
  // The service authorization reference names no resource type for these two. The service itself checks callback
  // tokens against the ARN of their state machine: so does CDK's grantTaskResponse, and so say its refusals.
  'executions:answer': ({ stateMachine }) => [
    { actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'], resources: [stateMachine] },
  ],
  'executions:read': ({ stateMachine, executions }) => [
    { actions: ['states:ListExecutions'], resources: [stateMachine] },
    {
      actions: ['states:DescribeExecution'],
      resources: [executions],
      patternBecause: 'Every promotion is an execution of its own, and its name ends the ARN.',
    },
  ],
  'images:read': ({ images }) => [{ actions: ['ecr:DescribeImages'], ...onImages(images) }],
  // The blob with an image's labels is a layer to IAM.
  'labels:read': ({ images }) => [
    { actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], ...onImages(images) },
  ],
  'events:put': ({ eventBus }) => [{ actions: ['events:PutEvents'], resources: [eventBus] }],
  'agent-keys:read': ({ agentKeys }) => [
    { actions: ['secretsmanager:GetSecretValue'], resources: [agentKeys] },
  ],
  'chat-queue:send': ({ slack }) =>
    slack ? [{ actions: ['sqs:SendMessage'], resources: [slack.chatQueue] }] : [],
  'slack:read': ({ slack }) =>
    slack ? [{ actions: ['secretsmanager:GetSecretValue'], resources: [slack.secret] }] : [],
};

const deadLetterQueues = ({ deadLetters, changeDeadLetters, slack }: AccessTargets): string[] => [
  deadLetters,
  changeDeadLetters,
  ...(slack ? [slack.chatDeadLetters] : []),
];

const onImages = (images: readonly string[]): Omit<Grant, 'actions'> => ({
  resources: [...images],
  ...(images.some((arn) => arn.endsWith('*')) && {
    patternBecause:
      'Pipeline files name the image repositories, and they change in Git: the stack cannot know which.',
  }),
});

export const grantsFor = (access: readonly Access[], to: AccessTargets): Grant[] =>
  access.flatMap((each) => GRANTS[each](to));
