import { Duration } from 'aws-cdk-lib';
import { type EventBus, Rule, type RuleProps, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Trigger } from '../../functions/manifest.ts';
import type { TowpathConfig } from '../config.ts';
import { fromElsewhere, patternOf, toEventPattern } from '../event-patterns.ts';
import type { Names } from '../names.ts';
import { deployedFunctions, type Functions } from './functions.ts';

export interface EventRulesProps {
  readonly config: TowpathConfig;
  readonly names: Names;
  readonly functions: Functions;
  readonly deadLetters: IQueue;
  readonly own: EventBus;
  /** Present when other accounts and regions forward their events. */
  readonly intake?: EventBus;
}

/** As often as EventBridge tries at most; an event that cannot be delivered by then is a dead letter. */
const RETRIES = 185;
const LONGEST = Duration.hours(24);

/** The rules and schedules of the manifest: on the account's default bus, where AWS's events are, or on Towpath's own. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, props: EventRulesProps) {
    super(scope, id);
    const { config, names, functions, deadLetters } = props;
    for (const [functionId, { description, trigger }] of deployedFunctions(config))
      for (const { name, maxEventAge, ...when } of occasions(functionId, trigger, props))
        new Rule(this, name, {
          ...when,
          ruleName: names.of(name),
          description,
          targets: [
            new LambdaTarget(functions.get(functionId), {
              maxEventAge,
              retryAttempts: RETRIES,
              deadLetterQueue: deadLetters,
            }),
          ],
        });
  }
}

type Occasion = Pick<RuleProps, 'eventPattern' | 'schedule' | 'eventBus'> & {
  readonly name: string;
  readonly maxEventAge: Duration;
};

function occasions(id: string, trigger: Trigger, { config, own, intake }: EventRulesProps): Occasion[] {
  if (trigger.kind === 'rules')
    return trigger.rules.flatMap((rule) => {
      const pattern = patternOf(rule, config);
      const here = {
        ...{ name: rule.name, eventPattern: toEventPattern(pattern), maxEventAge: LONGEST },
        ...(rule.own && { eventBus: own }),
      };
      if (intake === undefined || rule.forwarded !== true) return [here];
      const eventPattern = toEventPattern(fromElsewhere(pattern, config.sources));
      return [here, { ...here, name: `${rule.name}-elsewhere`, eventBus: intake, eventPattern }];
    });
  if (trigger.kind !== 'schedule') return [];
  const every = Duration.minutes(trigger.everyMinutes);
  // A run that could not begin by then is no use: the next one is due.
  return [{ name: id, schedule: Schedule.rate(every), maxEventAge: every }];
}
