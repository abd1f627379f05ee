import { pushIn } from '../../src/app/received-events.ts';
import { recordPush } from '../../src/app/record-push.ts';
import { traced } from '../../src/aws/tracer.ts';
import { clock, deadLetters, labels, ledger, log, waits, workflow } from '../adapters.ts';
import { orDeadLetter } from '../poison.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('image-pushed', { clock, deadLetters, labels, ledger, log, waits, workflow });

export const handler = traced(
  (event: unknown): Promise<void> =>
    orDeadLetter(ports, event, async () => {
      const push = pushIn(event);
      if (push !== undefined) await recordPush(ports, push);
    }),
);
