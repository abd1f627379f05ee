import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createOperations } from '../../console/api/operations.ts';
import { traced } from '../../src/aws/tracer.ts';
import {
  changes,
  chatQueue,
  clock,
  configuration,
  deadLetterBox,
  health,
  labels,
  ledger,
  log,
  repository,
  waits,
  workflow,
} from '../adapters.ts';
import { identifyWith, withCaller } from '../caller.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('serve-operations', {
  changes,
  chatQueue,
  clock,
  configuration,
  deadLetterBox,
  health,
  labels,
  ledger,
  log,
  repository,
  waits,
  workflow,
});

const serve = handle(createOperations({ ports, identify: identifyWith(ports.configuration) }));

export const handler = traced((event: LambdaEvent) => serve(withCaller(event)));
