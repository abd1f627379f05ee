import { beforeAll, describe, expect, it } from 'vitest';
import { type Access, type FunctionManifest, functions, type Trigger } from '../../../functions/manifest.ts';
import { defaultTemplate, functionsOf, ofType, onlyOne, plain, type Template } from './template.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

let template: Template;
beforeAll(() => {
  template = defaultTemplate();
});

const listed = <Value>(value: Value | Value[]): Value[] => (Array.isArray(value) ? value : [value]);
const actionsOf = (statements: Statement[]) => statements.flatMap(({ Action }) => listed(Action));
const resourcesOf = ({ Resource }: Statement) => listed(Resource).map(plain);

function roles(): [string, Statement[]][] {
  return ofType(template, 'AWS::IAM::Role').map(([id, { Properties }]) => [
    id,
    Properties.Policies.flatMap(
      ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
    ),
  ]);
}

function roleOf(functionId: string): Statement[] {
  const [roleId] = functionsOf(template).get(functionId)!.properties.Role['Fn::GetAtt'];
  return roles().find(([id]) => id === roleId)![1];
}

/** Actions that their services let nobody narrow down. */
const TAKE_NO_RESOURCE: readonly RegExp[] = [
  /^xray:/,
  /^logs:(Create|Get|Update|Delete|List)LogDeliver(y|ies)$/,
  /^logs:(PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$/,
];

const OF_THE_ACCOUNT = '<AWS::Region>:<AWS::AccountId>';

/** The patterns there are, each for one action. */
const PATTERNS: ReadonlyMap<string, string> = new Map([
  ['states:DescribeExecution', `arn:<AWS::Partition>:states:${OF_THE_ACCOUNT}:execution:towpath-promotion:*`],
  ...['ecr:DescribeImages', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'].map(
    (action) => [action, `arn:<AWS::Partition>:ecr:${OF_THE_ACCOUNT}:repository/*`] as const,
  ),
]);

const mayTake = (action: string, arn: string): boolean =>
  arn === '*' ? TAKE_NO_RESOURCE.some((known) => known.test(action)) : PATTERNS.get(action) === arn;

describe('the roles', () => {
  it('are written out: no managed policy, and none attached from elsewhere', () => {
    for (const [, { Properties }] of ofType(template, 'AWS::IAM::Role'))
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(ofType(template, 'AWS::IAM::Policy')).toEqual([]);
    expect(ofType(template, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  it('allow no action by wildcard', () => {
    expect(roles()).toHaveLength(Object.keys(functions).length + 1);
    for (const [, statements] of roles())
      for (const action of actionsOf(statements)) expect(action).toMatch(/^[a-z]+:[A-Z][A-Za-z]+$/);
  });

  it('name every resource, but for actions that take none and the two known patterns', () => {
    const statements = roles().flatMap(([, each]) => each);
    const patterns = statements.flatMap((statement) =>
      resourcesOf(statement)
        .filter((arn) => arn.includes('*'))
        .flatMap((arn) => listed(statement.Action).map((action) => ({ action, arn }))),
    );
    expect(patterns.length).toBeGreaterThan(0);
    expect(patterns.filter(({ action, arn }) => !mayTake(action, arn))).toEqual([]);
  });

  it('let the state machine invoke its own functions and no others', () => {
    const tasks = Object.entries<FunctionManifest>(functions).filter(
      ([, { trigger }]) => trigger.kind === 'task',
    );
    const invoking = roles().flatMap(([, statements]) =>
      statements.filter(({ Action }) => listed(Action).includes('lambda:InvokeFunction')),
    );
    expect(invoking.flatMap(resourcesOf).sort()).toEqual(
      tasks.map(([id]) => `<${functionsOf(template).get(id)!.id}.Arn>`).sort(),
    );
  });
});

/** What each word of the manifest is expected to allow, written here a second time on purpose. */
const ALLOWS: Record<Access, readonly string[]> = {
  'table:read': ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
  'table:write': ['ConditionCheckItem', 'DeleteItem', 'PutItem', 'UpdateItem'].map(
    (name) => `dynamodb:${name}`,
  ),
  'repository:read': ['GetBranch', 'GetCommit', 'GetDifferences', 'GetFile', 'GetFolder'].map(
    (name) => `codecommit:${name}`,
  ),
  'repository:write': ['codecommit:CreateCommit'],
  'pull-requests:read': [
    ...['GetPullRequest', 'GetPullRequestApprovalStates', 'GetPullRequestOverrideState'],
  ].map((name) => `codecommit:${name}`),
  'pull-requests:merge': [
    'codecommit:MergePullRequestBySquash',
    'codecommit:OverridePullRequestApprovalRules',
  ],
  'pull-requests:write': [
    ...['CreateBranch', 'CreateCommit', 'CreatePullRequest', 'CreatePullRequestApprovalRule', 'DeleteBranch'],
    ...['ListPullRequests', 'PostCommentForPullRequest', 'UpdatePullRequestStatus'],
  ].map((name) => `codecommit:${name}`),
  'change-queue:send': ['sqs:SendMessage'],
  'dead-letters:send': ['sqs:SendMessage'],
  'dead-letters:redrive': ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'],
  'dead-letters:count': ['sqs:GetQueueAttributes'],
  'executions:start': ['states:StartExecution'],
  'executions:answer': ['states:SendTaskFailure', 'states:SendTaskSuccess'],
  'executions:read': ['states:DescribeExecution', 'states:ListExecutions'],
  'images:read': ['ecr:DescribeImages'],
  'labels:read': ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  'events:put': ['events:PutEvents'],
  'agent-keys:read': ['secretsmanager:GetSecretValue'],
  'chat-queue:send': ['sqs:SendMessage'],
  'slack:read': ['secretsmanager:GetSecretValue'],
};

/** Of every function: its logs and traces. */
const ALWAYS = [
  ...['logs:CreateLogStream', 'logs:PutLogEvents'],
  ...['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
];

/** What Lambda does in the name of a function that it polls for. */
const POLLS: Readonly<Partial<Record<Trigger['kind'], readonly string[]>>> = {
  'change-queue': ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  'report-queue': ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  'chat-queue': ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  'table-stream': [
    ...['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => `dynamodb:${name}`),
    'sqs:SendMessage',
  ],
};

describe('a function may do what its manifest entry says and no more:', () => {
  it.each(Object.entries<FunctionManifest>(functions))('%s', (id, { access, trigger }) => {
    const allowed = access.flatMap((word) => ALLOWS[word]);
    const wanted = [...allowed, ...ALWAYS, ...(POLLS[trigger.kind] ?? [])];
    expect([...new Set(actionsOf(roleOf(id)))].sort()).toEqual([...new Set(wanted)].sort());
  });

  it('only the committer may commit and merge to the branch; proposals have branches of their own', () => {
    const may = (wanted: string) =>
      roles().filter(([, statements]) => actionsOf(statements).some((action) => action === wanted));
    expect(may('codecommit:CreateCommit')).toHaveLength(3);
    expect(may('codecommit:MergePullRequestBySquash')).toHaveLength(1);
    expect(roleOf('commit-changes')).toContainEqual(
      expect.objectContaining({
        Action: ['codecommit:CreateCommit', 'codecommit:MergePullRequestBySquash'],
        Condition: { StringEqualsIfExists: { 'codecommit:References': 'refs/heads/main' } },
      }),
    );
    for (const id of ['sync-pull-requests', 'sweep'])
      expect(roleOf(id)).toContainEqual(
        expect.objectContaining({
          Action: ['codecommit:CreateBranch', 'codecommit:CreateCommit', 'codecommit:DeleteBranch'],
          Condition: { StringLikeIfExists: { 'codecommit:References': 'refs/heads/towpath/*' } },
        }),
      );
  });

  it('only who takes health reports and tells agents may read the keys of the agents, and those of Slack its own', () => {
    const secrets = new Map(
      ofType(template, 'AWS::SecretsManager::Secret').map(([id, { Properties }]) => [
        String(Properties.Name),
        `<${id}>`,
      ]),
    );
    const readers = (name: string) =>
      Object.keys(functions).filter((id) =>
        roleOf(id)
          .filter(({ Action }) => listed(Action).includes('secretsmanager:GetSecretValue'))
          .flatMap(resourcesOf)
          .includes(secrets.get(name) ?? ''),
      );
    expect(readers('towpath/agent-keys')).toEqual(['await-change', 'receive-health']);
    expect(readers('towpath/slack')).toEqual(['receive-slack', 'work-chat']);
  });

  it('only the publisher may put events, on the one bus, and read the stream of the table', () => {
    const [bus] = onlyOne(template, 'AWS::Events::EventBus');
    const [table] = onlyOne(template, 'AWS::DynamoDB::Table');
    const whoMay = (action: string) =>
      Object.keys(functions).flatMap((id) =>
        roleOf(id)
          .filter(({ Action }) => listed(Action).includes(action))
          .map((statement) => [id, ...resourcesOf(statement)]),
      );
    expect(whoMay('events:PutEvents')).toEqual([['publish-events', `<${bus}.Arn>`]]);
    expect(whoMay('dynamodb:GetRecords')).toEqual([['publish-events', `<${table}.StreamArn>`]]);
  });

  it('only the sweep may look at executions and list images', () => {
    for (const action of ['states:ListExecutions', 'states:DescribeExecution', 'ecr:DescribeImages'])
      expect(Object.keys(functions).filter((id) => actionsOf(roleOf(id)).includes(action))).toEqual([
        'sweep',
      ]);
  });

  it('a function with a dead-letter queue may send to it', () => {
    for (const [id, { id: logicalId, properties }] of functionsOf(template)) {
      const mapping = ofType(template, 'AWS::Lambda::EventSourceMapping').find(
        ([, { Properties }]) => Properties.FunctionName.Ref === logicalId,
      );
      const queue =
        properties.DeadLetterConfig?.TargetArn ??
        mapping?.[1].Properties.DestinationConfig?.OnFailure.Destination;
      if (!queue) continue;
      const sending = roleOf(id).filter(({ Action }) => listed(Action).includes('sqs:SendMessage'));
      expect(sending.flatMap(resourcesOf)).toContain(plain(queue));
    }
  });
});
