import { relayEvent } from '../../src/app/chat/relay-event.ts';
import { ownEventIn } from '../../src/app/received-events.ts';
import { traced } from '../../src/aws/tracer.ts';
import { chatQueue, configuration, deadLetters, log } from '../adapters.ts';
import { orDeadLetter } from '../poison.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('relay-events', { chatQueue, configuration, deadLetters, log });

export const handler = traced(
  (event: unknown): Promise<void> => orDeadLetter(ports, event, () => relayEvent(ports, ownEventIn(event))),
);
