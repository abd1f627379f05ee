import { awaitChange } from '../../src/app/await-change.ts';
import {
  agentKeys,
  clock,
  configuration,
  health,
  ledger,
  log,
  repository,
  waits,
  waker,
  wakes,
  workflow,
} from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { awaitTask, logged } from '../task-input.ts';

const ports = createPorts('await-change', {
  agentKeys,
  clock,
  configuration,
  health,
  ledger,
  log,
  repository,
  waits,
  waker,
  wakes,
  workflow,
});

export const handler = logged(ports, awaitTask, (input) => awaitChange(ports, input));
