import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  environmentOf,
  type FunctionManifest,
  functions,
  stateMachine,
  substitute,
  table,
} from '../../../functions/manifest.ts';
import {
  arnOf,
  defaultTemplate,
  functionsOf,
  ofType,
  onlyOne,
  plain,
  type Resource,
  type Template,
} from './template.ts';

const manifest: [string, FunctionManifest][] = Object.entries(functions);
let template: Template;
beforeAll(() => {
  template = defaultTemplate();
});

const only = (type: string): Resource => onlyOne(template, type)[1];

describe('the functions', () => {
  it('are those of the manifest', () => {
    expect([...functionsOf(template).keys()].sort()).toEqual(Object.keys(functions).sort());
  });

  it.each(manifest)('%s has the timeout, memory and description of the manifest', (id, wanted) => {
    expect(functionsOf(template).get(id)?.properties).toMatchObject({
      Description: wanted.description,
      Timeout: wanted.timeoutSeconds,
      MemorySize: wanted.memoryMegabytes,
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
      Architectures: ['arm64'],
    });
  });

  it('have every variable of the environment, and their own log group that expires', () => {
    const unknown = {
      tableName: '',
      changeQueueUrl: '',
      deadLetterQueueUrl: '',
      changeDeadLetterQueueUrl: '',
      stateMachineArn: '',
    };
    const names = environmentOf({
      ...unknown,
      agentKeysSecret: '',
      eventBus: '',
      slack: { chatQueueUrl: '', chatDeadLetterQueueUrl: '', slackSecret: '' },
      consoleUrl: '',
      stateMachineAlias: '',
      repository: '',
      branch: '',
    });
    for (const { properties } of functionsOf(template).values()) {
      const variables = properties.Environment.Variables;
      expect(Object.keys(variables).sort()).toEqual([...Object.keys(names), 'NODE_OPTIONS'].sort());
      expect(variables).toMatchObject({ TOWPATH_REPOSITORY: 'fleet', TOWPATH_BRANCH: 'main' });
      const logs = template.Resources[properties.LoggingConfig.LogGroup.Ref];
      expect(logs?.Properties).toMatchObject({
        LogGroupName: `/aws/lambda/${properties.FunctionName}`,
        RetentionInDays: 30,
      });
    }
  });
});

describe('the table', () => {
  it('has the keys, the index, the stream and the expiry of the manifest', () => {
    const { Properties } = only('AWS::DynamoDB::Table');
    const keys = ({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) => [
      { AttributeName: partitionKey, KeyType: 'HASH' },
      { AttributeName: sortKey, KeyType: 'RANGE' },
    ];
    expect(Properties).toMatchObject({
      KeySchema: keys(table),
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: table.stream },
      TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true },
    });
    expect(Properties.GlobalSecondaryIndexes).toEqual(
      table.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keys(index),
        Projection: { ProjectionType: 'ALL' },
      })),
    );
  });

  it('is kept when the stack goes, is encrypted, and can be restored to a point in time', () => {
    const resource = only('AWS::DynamoDB::Table');
    expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(resource.Properties).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });
});

describe('the state machine', () => {
  it('is the file, with the ARNs of its functions', () => {
    const arns = [...functionsOf(template)].map(([id, { id: logicalId }]) => [id, arnOf(logicalId)]);
    const file: unknown = JSON.parse(readFileSync(stateMachine.definition, 'utf8'));
    const { DefinitionString } = only('AWS::StepFunctions::StateMachine').Properties;
    expect(JSON.parse(plain(DefinitionString))).toEqual(substitute(file, Object.fromEntries(arns)));
  });

  it('is the one that the functions are told of', () => {
    const { StateMachineName } = only('AWS::StepFunctions::StateMachine').Properties;
    for (const { properties } of functionsOf(template).values())
      expect(plain(properties.Environment.Variables.TOWPATH_STATE_MACHINE_ARN)).toBe(
        `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:${StateMachineName}`,
      );
  });

  it('starts promotions on the newest version by its alias, and keeps the versions before', () => {
    const [machine] = onlyOne(template, 'AWS::StepFunctions::StateMachine');
    const [version, published] = onlyOne(template, 'AWS::StepFunctions::StateMachineVersion');
    expect(published).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(plain(published.Properties.StateMachineRevisionId)).toBe(`<${machine}.StateMachineRevisionId>`);
    const { Name, DeploymentPreference } = only('AWS::StepFunctions::StateMachineAlias').Properties;
    expect(plain(DeploymentPreference.StateMachineVersionArn)).toBe(`<${version}>`);
    for (const { properties } of functionsOf(template).values())
      expect(properties.Environment.Variables.TOWPATH_STATE_MACHINE_ALIAS).toBe(Name);
  });

  it('logs what happens, but no data, for that holds task tokens', () => {
    const { LoggingConfiguration, TracingConfiguration } = only(
      'AWS::StepFunctions::StateMachine',
    ).Properties;
    expect(LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(TracingConfiguration).toEqual({ Enabled: true });
  });
});

describe('the HTTP API', () => {
  const wanted = manifest.flatMap(([, { trigger }]) => (trigger.kind === 'http' ? trigger.routes : []));
  const key = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

  const authorizations = { own: 'NONE', open: 'NONE', callers: 'AWS_IAM', people: 'AWS_IAM' };

  it('has the routes of the manifest, open only for the page and where the function checks the signature', () => {
    const routes = ofType(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
      Properties.RouteKey,
      Properties.AuthorizationType,
    ]);
    expect(Object.fromEntries(routes)).toEqual(
      Object.fromEntries(wanted.map((route) => [key(route), authorizations[route.authorization]])),
    );
  });

  it('has nothing of the API without an authorizer', () => {
    for (const [, { Properties }] of ofType(template, 'AWS::ApiGatewayV2::Route'))
      if (Properties.RouteKey.includes('/api')) expect(Properties.AuthorizationType).toBe('AWS_IAM');
  });

  it('throttles every route and logs neither header, query nor body', () => {
    const { RouteSettings, AccessLogSettings } = only('AWS::ApiGatewayV2::Stage').Properties;
    expect(Object.keys(RouteSettings).sort()).toEqual(wanted.map(key).sort());
    for (const settings of Object.values<Record<string, number>>(RouteSettings))
      expect(settings.ThrottlingRateLimit).toBeGreaterThan(0);
    expect(AccessLogSettings.Format).not.toMatch(/header|query|body|context\.path/i);
  });
});

describe('the installation', () => {
  it('keeps the secrets of agents and Slack, and has no value for them in the template', () => {
    const secrets = ofType(template, 'AWS::SecretsManager::Secret');
    expect(secrets).toHaveLength(2);
    for (const [, secret] of secrets) {
      expect(secret).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(Object.keys(secret.Properties).sort()).toEqual(['Description', 'Name', 'Tags']);
    }
  });

  it('tags what can be tagged', () => {
    const tagged = ['AWS::Lambda::Function', 'AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::IAM::Role'];
    for (const [, { Properties }] of tagged.flatMap((type) => ofType(template, type)))
      expect(Properties.Tags).toContainEqual({ Key: 'application', Value: 'towpath' });
  });

  it('makes no repository: it is there already', () => {
    expect(ofType(template, 'AWS::CodeCommit::Repository')).toEqual([]);
  });
});
