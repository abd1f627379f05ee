import type { ContextEntry } from '@aws-sdk/client-iam';
import type { AwsLooks } from './check-up.ts';
import type { AwsPlace } from './place.ts';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const listed = <Value>(value: Value | Value[]): Value[] => (Array.isArray(value) ? value : [value]);

/** On the SDK's clients, which find their own credentials; each is loaded when it is asked. */
export function createAwsLooks({ region }: AwsPlace): AwsLooks {
  return {
    async rules(NamePrefix, bus) {
      const { EventBridgeClient, ListRulesCommand } = await import('@aws-sdk/client-eventbridge');
      const client = new EventBridgeClient({ region });
      const found = await Promise.all(
        ['default', bus].map((EventBusName) =>
          client.send(new ListRulesCommand({ NamePrefix, EventBusName })),
        ),
      );
      const rules = found.flatMap(({ Rules = [] }) => Rules);
      return new Map(rules.map(({ Name = '', State }) => [Name, State !== 'DISABLED']));
    },
    async secretHasValue(SecretId) {
      const { DescribeSecretCommand, ResourceNotFoundException, SecretsManagerClient } = await import(
        '@aws-sdk/client-secrets-manager'
      );
      try {
        const command = new DescribeSecretCommand({ SecretId });
        const { VersionIdsToStages = {} } = await new SecretsManagerClient({ region }).send(command);
        return Object.values(VersionIdsToStages).some((stages) => stages.includes('AWSCURRENT'));
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    },
    async roles(prefix) {
      const { LambdaClient, paginateListFunctions } = await import('@aws-sdk/client-lambda');
      const roles = new Map<string, string>();
      for await (const { Functions = [] } of paginateListFunctions(
        { client: new LambdaClient({ region }) },
        {},
      ))
        for (const { FunctionName = '', Role = '' } of Functions)
          if (FunctionName.startsWith(prefix)) roles.set(FunctionName, Role);
      return roles;
    },
    refusedActions: (roleArn) => refusedActions(roleArn, region),
  };
}

/** The one inline policy of a role of Towpath, in infra/constructs/manifest-function.ts. */
const POLICY = 'access';

async function refusedActions(roleArn: string, region: string): Promise<string[]> {
  const { GetRolePolicyCommand, IAMClient, SimulatePrincipalPolicyCommand } = await import(
    '@aws-sdk/client-iam'
  );
  const client = new IAMClient({ region });
  const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const { PolicyDocument = '' } = await client.send(
    new GetRolePolicyCommand({ RoleName, PolicyName: POLICY }),
  );
  const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: Statement[] };
  const refused: string[] = [];
  for (const { Action, Resource, Condition } of Statement) {
    const { EvaluationResults = [] } = await client.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: listed(Action),
        ResourceArns: listed(Resource),
        ContextEntries: contextOf(Condition),
      }),
    );
    for (const { EvalActionName = '', EvalDecision } of EvaluationResults)
      if (EvalDecision !== 'allowed') refused.push(EvalActionName);
  }
  return [...new Set(refused)];
}

/** What a request that meets the condition would carry. */
const contextOf = (condition: Statement['Condition'] = {}): ContextEntry[] =>
  Object.values(condition).flatMap((keys) =>
    Object.entries(keys).map(([ContextKeyName, value]) => ({
      ContextKeyName,
      ContextKeyType: 'string' as const,
      ContextKeyValues: [value],
    })),
  );
