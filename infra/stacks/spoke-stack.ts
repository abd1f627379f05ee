import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { functions, type Rule as ManifestRule } from '../../functions/manifest.ts';
import type { TowpathConfig } from '../config.ts';
import { patternOf, toEventPattern } from '../event-patterns.ts';
import { namesOf } from '../names.ts';

export interface SpokeStackProps extends Pick<StackProps, 'env'> {
  readonly config: TowpathConfig;
  /** Where Towpath is. */
  readonly hub: { readonly account: string; readonly region: string };
}

/** In another account or region: forwards the pushes of its registry to where Towpath is. */
export class SpokeStack extends Stack {
  constructor(scope: Construct, id: string, { config, hub, env }: SpokeStackProps) {
    super(scope, id, { description: 'Towpath: forwards events of this registry', ...(env && { env }) });
    const names = namesOf(config.name);
    const deadLetterQueue = new Queue(this, 'DeadLetters', {
      queueName: names.of('forward-dead-letters'),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      // Events that did not get through; the sweep of Towpath finds their images all the same.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(deadLetterQueue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue: of the targets of the rules below.',
    });
    const intake = EventBus.fromEventBusArn(
      this,
      'Intake',
      this.formatArn({ service: 'events', ...hub, resource: 'event-bus', resourceName: names.intakeBus }),
    );
    for (const rule of forwardedRules())
      new Rule(this, rule.name, {
        ruleName: names.of(`forward-${rule.name}`),
        description: `Forwards to Towpath in ${hub.account}, ${hub.region}`,
        eventPattern: toEventPattern(patternOf(rule, config)),
        targets: [new BusTarget(intake, { deadLetterQueue })],
      });
  }
}

const forwardedRules = (): ManifestRule[] =>
  Object.values(functions).flatMap(({ trigger }) =>
    trigger.kind === 'rules'
      ? (trigger.rules as readonly ManifestRule[]).filter((rule) => rule.forwarded)
      : [],
  );
