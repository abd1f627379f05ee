import { awaitChange } from '../../src/app/await-change.ts';
import { clock, configuration, health, ledger, repository, waits, workflow } from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { awaitTask } from '../task-input.ts';

const ports = createPorts('await-change', {
  clock,
  configuration,
  health,
  ledger,
  repository,
  waits,
  workflow,
});

export const handler = (input: unknown) => awaitChange(ports, awaitTask.parse(input));
