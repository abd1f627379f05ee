import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Duration, Stack, Tags } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ConfigError, type ConfigInput, parseConfig, type TowpathConfig } from '../config.ts';
import { LIVE, type Names, namesOf } from '../names.ts';
import { AgentKeysSecret } from './agent-keys.ts';
import { EventRules } from './event-rules.ts';
import { Functions } from './functions.ts';
import { TowpathApi } from './http-api.ts';
import { IntakeBus } from './intake-bus.ts';
import { Monitoring } from './monitoring.ts';
import { PromotionMachine } from './promotion-machine.ts';
import { Queues } from './queues.ts';
import { SlackSecret } from './slack-secret.ts';
import { LedgerTable } from './table.ts';

export interface TowpathProps extends Omit<ConfigInput, 'account' | 'region'> {
  /** `<bundles>/<function id>` is what each function is made of; `npm run bundle` makes dist/functions. */
  readonly bundles?: string;
}

const BUNDLES = join(import.meta.dirname, '../../dist/functions');

/** Everything of one installation, for a stack of your own: `new Towpath(this, 'Towpath', { repository, branch })`. */
export class Towpath extends Construct {
  /** Of page, API and health reports. */
  readonly url: string;
  readonly names: Names;
  /** Whether Argo CD may send its reports to a queue. */
  readonly hasReportQueue: boolean;

  /** @throws ConfigError when a property is wrong or the functions are not bundled. */
  constructor(scope: Construct, id: string, { bundles = BUNDLES, ...input }: TowpathProps) {
    super(scope, id);
    if (!existsSync(bundles))
      throw new ConfigError(`There are no functions in ${bundles}. Make them first: npm run bundle`);
    const config = parseConfig(input);
    const names = namesOf(config.name);
    this.names = names;
    this.hasReportQueue = config.reportQueue;
    const { table, streamArn } = new LedgerTable(this, 'Ledger', { tableName: names.table });
    const queues = new Queues(this, 'Queues', {
      names,
      slack: config.slack,
      reportQueue: config.reportQueue,
    });
    const secret = new AgentKeysSecret(this, 'AgentKeys', { secretName: names.agentKeys });
    const slack = this.slack(queues, names);
    const http = new TowpathApi(this, 'Http', { names, config });
    this.url = http.url;
    const repository = Repository.fromRepositoryName(this, 'Repository', config.repository);
    const bus = this.ownBus(config, names);
    const stateMachine = statesArn(this, 'stateMachine', names.stateMachine);
    const functions = new Functions(this, 'Functions', {
      config,
      names,
      bundles,
      queues,
      targets: {
        table: table.tableArn,
        tableStream: streamArn,
        changeQueue: queues.changes.queueArn,
        ...(queues.reports && { reportQueue: queues.reports.queueArn }),
        deadLetters: queues.deadLetters.queueArn,
        changeDeadLetters: queues.changeDeadLetters.queueArn,
        stateMachine,
        liveStateMachine: statesArn(this, 'stateMachine', `${names.stateMachine}:${LIVE}`),
        executions: statesArn(this, 'execution', `${names.stateMachine}:*`),
        eventBus: bus.eventBusArn,
        images: imageArns(this, config),
        agentKeys: secret.arn,
        ...(slack && { slack: slack.targets }),
        repository: repository.repositoryArn,
        branch: config.branch,
      },
      resources: {
        tableName: table.tableName,
        changeQueueUrl: queues.changes.queueUrl,
        deadLetterQueueUrl: queues.deadLetters.queueUrl,
        changeDeadLetterQueueUrl: queues.changeDeadLetters.queueUrl,
        stateMachineArn: stateMachine,
        stateMachineAlias: LIVE,
        agentKeysSecret: secret.arn,
        eventBus: bus.eventBusName,
        ...(slack && { slack: slack.resources }),
        consoleUrl: http.url,
        repository: config.repository,
        branch: config.branch,
      },
    });
    const machine = new PromotionMachine(this, 'Promotion', {
      stateMachineName: names.stateMachine,
      config,
      functions,
    });
    const { deadLetters } = queues;
    const intake = this.intake(config, names);
    new EventRules(this, 'Rules', { config, names, functions, deadLetters, own: bus, ...intake });
    http.serve(functions);
    const { stateMachineArn } = machine.stateMachine;
    new Monitoring(this, 'Monitoring', { config, names, table, queues, functions, http, stateMachineArn });
    Tags.of(this).add('application', 'towpath');
    Tags.of(this).add('towpath:installation', config.name);
  }

  /** Towpath's own bus, with an archive from which its events can be replayed. */
  private ownBus({ archiveDays }: TowpathConfig, names: Names): EventBus {
    const bus = new EventBus(this, 'Events', {
      eventBusName: names.eventBus,
      description: 'Every ledger entry as an event, for rules of your own',
    });
    if (archiveDays > 0)
      bus.archive('Archive', {
        archiveName: names.eventBus,
        description: 'For replays to rules of your own; the ledger itself is in the table',
        eventPattern: { source: ['towpath'] },
        retention: Duration.days(archiveDays),
      });
    return bus;
  }

  /** The secret, and what the functions are to know of it and of the queues. */
  private slack({ chat }: Queues, names: Names) {
    if (chat === undefined) return undefined;
    const { arn: secret } = new SlackSecret(this, 'Slack', { secretName: names.slackSecret });
    const { queue, deadLetters } = chat;
    return {
      targets: { chatQueue: queue.queueArn, chatDeadLetters: deadLetters.queueArn, secret },
      resources: {
        chatQueueUrl: queue.queueUrl,
        chatDeadLetterQueueUrl: deadLetters.queueUrl,
        slackSecret: secret,
      },
    };
  }

  private intake({ sources }: TowpathConfig, { intakeBus }: Names) {
    if (sources.length === 0) return {};
    return { intake: new IntakeBus(this, 'Intake', { eventBusName: intakeBus, sources }).bus };
  }
}

const statesArn = (scope: Construct, resource: string, resourceName: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource,
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** In this account and region, and in those that forward. */
function imageArns(scope: Construct, { images, sources }: TowpathConfig): string[] {
  const names = images.length > 0 ? images : ['*'];
  return [{}, ...sources].flatMap((place) =>
    names.map((resourceName) =>
      Stack.of(scope).formatArn({ service: 'ecr', resource: 'repository', resourceName, ...place }),
    ),
  );
}
