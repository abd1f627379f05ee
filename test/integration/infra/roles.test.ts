import { beforeAll, describe, expect, it } from 'vitest';
import { type Access, type FunctionManifest, functions } from '../../../functions/manifest.ts';
import { functionsOf, ofType, plain, synthesize, type Template } from './template.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

let template: Template;
beforeAll(() => {
  template = synthesize();
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
const TAKE_NO_RESOURCE = [
  /^xray:/,
  /^logs:(Create|Get|Update|Delete|List)LogDeliver(y|ies)$/,
  /^logs:(PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$/,
];

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

  it('name every resource, but for actions that take none', () => {
    for (const [, statements] of roles())
      for (const statement of statements.filter((each) => resourcesOf(each).some((arn) => arn.includes('*'))))
        for (const action of listed(statement.Action))
          expect(TAKE_NO_RESOURCE.some((known) => known.test(action))).toBe(true);
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
  'change-queue:send': ['sqs:SendMessage'],
  'dead-letters:send': ['sqs:SendMessage'],
  'executions:start': ['states:StartExecution'],
  'executions:answer': ['states:SendTaskFailure', 'states:SendTaskSuccess'],
  'agent-keys:read': ['secretsmanager:GetSecretValue'],
};

/** Of every function: its logs and traces. */
const ALWAYS = [
  ...['logs:CreateLogStream', 'logs:PutLogEvents'],
  ...['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
];

/** What Lambda does in the name of a function that takes a queue. */
const CONSUMES = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

describe('a function may do what its manifest entry says and no more:', () => {
  it.each(Object.entries<FunctionManifest>(functions))('%s', (id, { access, trigger }) => {
    const allowed = access.flatMap((word) => ALLOWS[word]);
    const wanted = [...allowed, ...ALWAYS, ...(trigger.kind === 'change-queue' ? CONSUMES : [])];
    expect([...new Set(actionsOf(roleOf(id)))].sort()).toEqual([...new Set(wanted)].sort());
  });

  it('only the committer may commit, and only to the branch', () => {
    const committing = roles().filter(([, statements]) =>
      actionsOf(statements).some((action) => action === 'codecommit:CreateCommit'),
    );
    expect(committing).toHaveLength(1);
    expect(roleOf('commit-changes')).toContainEqual(
      expect.objectContaining({
        Action: 'codecommit:CreateCommit',
        Condition: { StringEqualsIfExists: { 'codecommit:References': 'refs/heads/main' } },
      }),
    );
  });

  it('only the function that takes health reports may read the keys of the agents', () => {
    const reading = Object.keys(functions).filter((id) =>
      actionsOf(roleOf(id)).includes('secretsmanager:GetSecretValue'),
    );
    expect(reading).toEqual(['receive-health']);
  });

  it('a function with a dead-letter queue may send to it', () => {
    for (const [id, { properties }] of functionsOf(template)) {
      if (!properties.DeadLetterConfig) continue;
      const sending = roleOf(id).filter(({ Action }) => listed(Action).includes('sqs:SendMessage'));
      expect(sending.flatMap(resourcesOf)).toContain(plain(properties.DeadLetterConfig.TargetArn));
    }
  });
});
