import type { Ports } from '../src/app/ports.ts';
import { createCodeCommitRepository } from '../src/aws/codecommit-repository.ts';
import { createDynamoDbChanges } from '../src/aws/dynamodb-changes.ts';
import { createDynamoDbConfiguration } from '../src/aws/dynamodb-configuration.ts';
import { createDynamoDbHealth } from '../src/aws/dynamodb-health.ts';
import { createDynamoDbLedger } from '../src/aws/dynamodb-ledger.ts';
import { createDynamoDbWaits } from '../src/aws/dynamodb-waits.ts';
import { readEnvironment } from '../src/aws/environment.ts';
import { createEventBus } from '../src/aws/eventbridge-bus.ts';
import { createLog } from '../src/aws/log.ts';
import { createWorkflow } from '../src/aws/stepfunctions-workflow.ts';
import { createTable } from '../src/aws/table.ts';
import { createAgentKeys, createDeadLetters, systemClock } from '../src/aws/world.ts';
import type { FunctionId } from './manifest.ts';

/** Every port on its adapter, from the function's environment. Clients are made here once and reused while it is warm. */
export function createPorts(functionId: FunctionId): Ports {
  const environment = readEnvironment(process.env);
  const { repository, branch } = environment;
  const table = createTable(environment.table);
  const { now } = systemClock;
  return {
    ledger: createDynamoDbLedger(table, now),
    configuration: createDynamoDbConfiguration(table),
    repository: createCodeCommitRepository({ repository, branch }),
    changes: createDynamoDbChanges(table, environment.changeQueueUrl),
    workflow: createWorkflow(environment.stateMachineArn),
    waits: createDynamoDbWaits(table, now),
    health: createDynamoDbHealth(table),
    events: createEventBus(environment.eventBus, systemClock),
    agentKeys: createAgentKeys(environment.agentKeysSecret, now),
    deadLetters: createDeadLetters(environment.deadLetterQueueUrl),
    clock: systemClock,
    log: createLog(functionId),
  };
}
