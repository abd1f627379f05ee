import { commitChanges } from '../../src/app/commit-changes.ts';
import { traced } from '../../src/aws/tracer.ts';
import {
  changes,
  clock,
  configuration,
  ledger,
  log,
  pullRequests,
  repository,
  workflow,
} from '../adapters.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('commit-changes', {
  changes,
  clock,
  configuration,
  ledger,
  log,
  pullRequests,
  repository,
  workflow,
});

/** The messages only say that changes wait; what waits is in the table. When it throws, SQS delivers them again. */
export const handler = traced(() => commitChanges(ports));
