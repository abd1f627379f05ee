import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { stateMachine as manifest, substitute } from '../../functions/manifest.ts';
import type { TowpathConfig } from '../config.ts';
import { LIVE } from '../names.ts';
import { deployedFunctions, type Functions } from './functions.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface PromotionMachineProps {
  /** Fixed: functions are told the machine's ARN before the machine, which needs theirs, is made. */
  readonly stateMachineName: string;
  readonly config: TowpathConfig;
  readonly functions: Functions;
}

export class PromotionMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { stateMachineName, config, functions }: PromotionMachineProps) {
    super(scope, id);
    const arns = taskArns(functions, config);
    const destination = new LogGroup(this, 'Logs', {
      // Under this prefix AWS needs no resource policy per log group, of which an account has ten.
      logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(definition(arns)),
      role: this.role(Object.values(arns)),
      // Execution data holds task tokens, and a token is the right to answer.
      logs: { destination, level: LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: true,
    });
    this.addVersion();
  }

  /** Every definition that was deployed stays as a version, and new promotions start on the newest by its alias. */
  private addVersion(): void {
    const { stateMachineArn, stateMachineRevisionId } = this.stateMachine;
    const version = new CfnStateMachineVersion(this, 'Version', { stateMachineArn, stateMachineRevisionId });
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnStateMachineAlias(this, 'Live', {
      name: LIVE,
      description: 'What new promotions run on',
      deploymentPreference: { stateMachineVersionArn: version.ref, type: 'ALL_AT_ONCE' },
    });
  }

  private role(functionArns: string[]) {
    const statements = [
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: functionArns }),
      new PolicyStatement({ actions: [...LOG_DELIVERY, ...TRACING], resources: ['*'] }),
    ];
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: { access: new PolicyDocument({ statements }) },
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The actions of log delivery and of X-Ray know no resources: they take "*" only.',
    });
    return role.withoutPolicyUpdates();
  }
}

/** Step Functions developer guide, "Logging to CloudWatch Logs": what a workflow that logs must be allowed. */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

const TRACING = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

function taskArns(functions: Functions, config: TowpathConfig): Record<string, string> {
  const tasks = deployedFunctions(config).filter(([, { trigger }]) => trigger.kind === 'task');
  return Object.fromEntries(tasks.map(([id]) => [id, functions.get(id).functionArn]));
}

/** As text, and not as a file, the machine stands in the template where a diff shows it. */
function definition(arns: Readonly<Record<string, string>>): string {
  const template: unknown = JSON.parse(readFileSync(join(ROOT, manifest.definition), 'utf8'));
  return JSON.stringify(substitute(template, arns));
}
