import { movedBranchIn } from '../../src/app/received-events.ts';
import { refreshConfiguration } from '../../src/app/refresh-configuration.ts';
import { traced } from '../../src/aws/tracer.ts';
import { clock, configuration, deadLetters, ledger, log, repository, waits, workflow } from '../adapters.ts';
import { orDeadLetter } from '../poison.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('git-changed', {
  clock,
  configuration,
  deadLetters,
  ledger,
  log,
  repository,
  waits,
  workflow,
});

export const handler = traced(
  (event: unknown): Promise<void> =>
    orDeadLetter(ports, event, async () => {
      if (movedBranchIn(event) === ports.repository.branchKey) await refreshConfiguration(ports);
    }),
);
