import { EventBus } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { TowpathConfig } from '../config.ts';

export interface IntakeBusProps {
  readonly eventBusName: string;
  readonly sources: TowpathConfig['sources'];
}

/**
 * Where other accounts and regions send the events of their registries. A bus of its own, so that those accounts get
 * no word on the account's default bus.
 */
export class IntakeBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, { eventBusName, sources }: IntakeBusProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName,
      description: 'Events of registries in other accounts and regions',
    });
    for (const account of new Set(sources.map((source) => source.account)))
      this.bus.addToResourcePolicy(
        new PolicyStatement({
          sid: `Forward${account}`,
          principals: [new AccountPrincipal(account)],
          actions: ['events:PutEvents'],
          resources: [this.bus.eventBusArn],
          conditions: { StringEquals: { 'events:source': 'aws.ecr' } },
        }),
      );
  }
}
