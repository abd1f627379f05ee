import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Access } from '../../functions/manifest.ts';

/** ARNs of what functions may touch. */
export interface AccessTargets {
  readonly table: string;
  readonly changeQueue: string;
  readonly deadLetters: string;
  readonly stateMachine: string;
  readonly agentKeys: string;
  readonly repository: string;
  readonly branch: string;
}

type Statement = ConstructorParameters<typeof PolicyStatement>[0] & {
  readonly actions: string[];
  readonly resources: string[];
};

/** What each `Access` of the manifest is in IAM's words. No action and no resource is a wildcard. */
const STATEMENTS: Readonly<Record<Access, (to: AccessTargets) => readonly Statement[]>> = {
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
  'change-queue:send': ({ changeQueue }) => [{ actions: ['sqs:SendMessage'], resources: [changeQueue] }],
  'dead-letters:send': ({ deadLetters }) => [{ actions: ['sqs:SendMessage'], resources: [deadLetters] }],
  'executions:start': ({ stateMachine }) => [
    { actions: ['states:StartExecution'], resources: [stateMachine] },
  ],
  // The service authorization reference names no resource type for these two. The service itself checks callback
  // tokens against the ARN of their state machine: so does CDK's grantTaskResponse, and so say its refusals.
  'executions:answer': ({ stateMachine }) => [
    { actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'], resources: [stateMachine] },
  ],
  'agent-keys:read': ({ agentKeys }) => [
    { actions: ['secretsmanager:GetSecretValue'], resources: [agentKeys] },
  ],
};

export function statementsFor(access: readonly Access[], to: AccessTargets): PolicyStatement[] {
  return access.flatMap((each) => STATEMENTS[each](to)).map((statement) => new PolicyStatement(statement));
}
