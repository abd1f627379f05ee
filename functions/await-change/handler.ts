import { awaitChange } from '../../src/app/await-change.ts';
import { clock, configuration, health, ledger, log, repository, waits, workflow } from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { awaitTask, logged } from '../task-input.ts';

const ports = createPorts('await-change', {
  clock,
  configuration,
  health,
  ledger,
  log,
  repository,
  waits,
  workflow,
});

export const handler = logged(ports, awaitTask, (input) => awaitChange(ports, input));
