import { Duration, RemovalPolicy, Stack, Tokenization, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LayerVersion,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionManifest } from '../../functions/manifest.ts';
import type { Grant } from './access.ts';

export interface ManifestFunctionProps {
  readonly functionName: string;
  readonly manifest: FunctionManifest;
  /** The folder with `index.mjs` and what lies beside it. */
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetention: RetentionDays;
  /** What the function may touch; its logs and traces come in addition. */
  readonly grants: readonly Grant[];
  /** ARN of a version of a layer. */
  readonly layer?: string;
  /** Where an event goes that the function failed on three times. */
  readonly deadLetterQueue?: IQueue;
  readonly reservedConcurrentExecutions?: number;
  /** How often an event is tried again that the function failed on; Lambda's own number is 2. */
  readonly retryAttempts?: number;
}

/** One function of the manifest with its own role and log group. */
export class ManifestFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: ManifestFunctionProps) {
    super(scope, id);
    const { manifest, functionName, layer, deadLetterQueue, reservedConcurrentExecutions, retryAttempts } =
      props;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.logRetention,
      // What must be kept is in the ledger.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: manifest.description,
      code: Code.fromAsset(props.bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(manifest.timeoutSeconds),
      memorySize: manifest.memoryMegabytes,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      role: this.role([...props.grants, ...platformGrants(logGroup)]),
      tracing: Tracing.ACTIVE,
      logGroup,
      ...(layer && { layers: [LayerVersion.fromLayerVersionArn(this, 'Layer', layer)] }),
      ...(deadLetterQueue && { deadLetterQueue }),
      ...(reservedConcurrentExecutions !== undefined && { reservedConcurrentExecutions }),
      ...(retryAttempts !== undefined && { retryAttempts }),
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-L1',
      reason:
        'Of the runtimes that Lambda offers, Node 22 is the nearest to the Node 20 that the tests run on.',
    });
  }

  /** CDK is kept from adding to it, so that the role is what the grants say and no more. */
  private role(grants: readonly Grant[]) {
    const statements = grants.map(({ patternBecause: _, ...statement }) => new PolicyStatement(statement));
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { access: new PolicyDocument({ statements, minimize: true }) },
    });
    for (const { resources, patternBecause: reason } of grants)
      if (reason !== undefined)
        for (const resource of resources)
          Validations.of(role).acknowledge({
            id: `AwsSolutions-IAM5[Resource::${spelledOut(resource, Stack.of(this))}]`,
            reason,
          });
    return role.withoutPolicyUpdates();
  }
}

/** An ARN as cdk-nag writes it: references are `<their name>`. */
const spelledOut = (arn: string, stack: Stack): string =>
  Tokenization.reverseString(arn)
    .mapTokens({ mapToken: (token) => `<${stack.resolve(token).Ref}>` })
    .join({ join: (left, right) => `${left}${right}` });

/** The ARN of a log group ends with `:*`, which is its streams. */
function platformGrants(logGroup: LogGroup): Grant[] {
  return [
    { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] },
    {
      actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      resources: ['*'],
      patternBecause: 'X-Ray knows no resources: its actions take "*" only.',
    },
  ];
}
