import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type EventPattern as ManifestPattern, substitute } from '../../functions/manifest.ts';
import type { TowpathConfig } from '../config.ts';
import type { Names } from '../names.ts';
import { deployedFunctions, type Functions } from './functions.ts';

export interface EventRulesProps {
  readonly config: TowpathConfig;
  readonly names: Names;
  readonly functions: Functions;
  readonly deadLetters: IQueue;
}

/** As long and as often as EventBridge tries at most; an event that cannot be delivered by then is a dead letter. */
const DELIVERY = { maxEventAge: Duration.hours(24), retryAttempts: 185 };

/** The rules of the manifest, on the account's default bus, where AWS's own events are. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, { config, names, functions, deadLetters }: EventRulesProps) {
    super(scope, id);
    const { repository, branch } = config;
    for (const [functionId, { description, trigger }] of deployedFunctions()) {
      if (trigger.kind !== 'rules') continue;
      const target = { ...DELIVERY, deadLetterQueue: deadLetters };
      for (const { name, pattern } of trigger.rules)
        new Rule(this, name, {
          ruleName: names.of(name),
          description,
          eventPattern: toEventPattern(substitute(pattern, { repository, branch })),
          targets: [new LambdaTarget(functions.get(functionId), target)],
        });
    }
  }
}

/** CDK writes the fields of a pattern in camel case and turns them back. */
function toEventPattern(pattern: ManifestPattern): EventPattern {
  const fields = Object.entries(pattern).map(([field, value]) => [
    field.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(fields) as EventPattern;
}
