import { ArnFormat, Stack, Tags } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { TowpathConfig } from '../config.ts';
import { namesOf } from '../names.ts';
import { AgentKeysSecret } from './agent-keys.ts';
import { EventRules } from './event-rules.ts';
import { Functions } from './functions.ts';
import { TowpathApi } from './http-api.ts';
import { PromotionMachine } from './promotion-machine.ts';
import { Queues } from './queues.ts';
import { LedgerTable } from './table.ts';

export interface TowpathProps {
  readonly config: TowpathConfig;
  /** `<bundles>/<function id>` is what each function is made of; scripts/bundle.ts makes it. */
  readonly bundles: string;
}

/** Everything of one installation. */
export class Towpath extends Construct {
  /** Of page, API and health reports. */
  readonly url: string;
  readonly agentKeys: string;
  readonly eventBus: string;

  constructor(scope: Construct, id: string, { config, bundles }: TowpathProps) {
    super(scope, id);
    const names = namesOf(config.name);
    const { table, streamArn } = new LedgerTable(this, 'Ledger', { tableName: names.table });
    const queues = new Queues(this, 'Queues', names);
    const secret = new AgentKeysSecret(this, 'AgentKeys', { secretName: names.agentKeys });
    const repository = Repository.fromRepositoryName(this, 'Repository', config.repository);
    const bus = new EventBus(this, 'Events', {
      eventBusName: names.eventBus,
      description: 'Every ledger entry as an event, for rules of your own',
    });
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
        deadLetters: queues.deadLetters.queueArn,
        stateMachine,
        executions: statesArn(this, 'execution', `${names.stateMachine}:*`),
        eventBus: bus.eventBusArn,
        images: Stack.of(this).formatArn({ service: 'ecr', resource: 'repository', resourceName: '*' }),
        agentKeys: secret.arn,
        repository: repository.repositoryArn,
        branch: config.branch,
      },
      resources: {
        tableName: table.tableName,
        changeQueueUrl: queues.changes.queueUrl,
        deadLetterQueueUrl: queues.deadLetters.queueUrl,
        stateMachineArn: stateMachine,
        agentKeysSecret: secret.arn,
        eventBus: bus.eventBusName,
        repository: config.repository,
        branch: config.branch,
      },
    });
    new PromotionMachine(this, 'Promotion', {
      stateMachineName: names.stateMachine,
      config,
      functions,
    });
    new EventRules(this, 'Rules', { config, names, functions, deadLetters: queues.deadLetters });
    this.url = new TowpathApi(this, 'Http', { apiName: names.api, config, functions }).url;
    this.agentKeys = names.agentKeys;
    this.eventBus = names.eventBus;
    Tags.of(this).add('application', 'towpath');
    Tags.of(this).add('towpath:installation', config.name);
  }
}

const statesArn = (scope: Construct, resource: string, resourceName: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource,
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
