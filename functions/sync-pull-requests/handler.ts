import { syncPullRequest } from '../../src/app/pull-requests/sync-pull-request.ts';
import { proposalHintIn } from '../../src/app/received-events.ts';
import { traced } from '../../src/aws/tracer.ts';
import { ENV } from '../../src/contract.ts';
import {
  clock,
  configuration,
  deadLetters,
  ledger,
  log,
  pullRequests,
  repository,
  waits,
  workflow,
} from '../adapters.ts';
import { orDeadLetter } from '../poison.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('sync-pull-requests', {
  ...{ clock, configuration, deadLetters, ledger, log, pullRequests, repository, waits, workflow },
});

export const handler = traced(
  (event: unknown): Promise<void> =>
    orDeadLetter(ports, event, async () => {
      const hint = proposalHintIn(event);
      if (hint !== undefined) await syncPullRequest(ports, hint, process.env[ENV.consoleUrl] ?? '');
    }),
);
