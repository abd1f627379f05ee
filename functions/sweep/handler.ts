import { sweep } from '../../src/app/sweep/sweep.ts';
import { createDynamoDbSweepMemory } from '../../src/aws/dynamodb-sweep-memory.ts';
import { createEcrRegistry } from '../../src/aws/ecr-registry.ts';
import { readEnvironment } from '../../src/aws/environment.ts';
import { createTable } from '../../src/aws/table.ts';
import { traced } from '../../src/aws/tracer.ts';
import { ENV } from '../../src/contract.ts';
import {
  changes,
  clock,
  configuration,
  deadLetterBox,
  health,
  labels,
  ledger,
  log,
  pullRequests,
  repository,
  waits,
  workflow,
} from '../adapters.ts';
import { createPorts } from '../runtime.ts';

const ports = {
  ...createPorts('sweep', {
    changes,
    clock,
    configuration,
    deadLetterBox,
    health,
    labels,
    ledger,
    log,
    pullRequests,
    repository,
    waits,
    workflow,
  }),
  registry: createEcrRegistry(),
  memory: createDynamoDbSweepMemory(createTable(readEnvironment(process.env).table)),
  page: process.env[ENV.consoleUrl] ?? '',
};

/** Takes nothing from the schedule's event: what was lost is found by looking. */
export const handler = traced(() => sweep(ports));
