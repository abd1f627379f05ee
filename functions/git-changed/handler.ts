import * as z from 'zod/mini';
import { refreshConfiguration } from '../../src/app/refresh-configuration.ts';
import { clock, configuration, deadLetters, ledger, log, repository, waits, workflow } from '../adapters.ts';
import { orDeadLetter, parseEvent } from '../poison.ts';
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

/** `CodeCommit Repository State Change` (CodeCommit user guide, monitoring events). */
const StateChange = z.object({
  detail: z.object({ repositoryName: z.string(), referenceName: z.string(), referenceType: z.string() }),
});

export const handler = (event: unknown): Promise<void> =>
  orDeadLetter(ports, event, async () => {
    const { detail } = parseEvent(StateChange, event);
    if (`${detail.repositoryName}#${detail.referenceName}` === ports.repository.branchKey)
      await refreshConfiguration(ports);
  });
