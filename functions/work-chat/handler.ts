import type { SQSEvent } from 'aws-lambda';
import { doChatWork } from '../../src/app/chat/do-work.ts';
import { traced } from '../../src/aws/tracer.ts';
import { ENV } from '../../src/contract.ts';
import type { ChatWork } from '../../src/ports/chat.ts';
import {
  chat,
  chatMemory,
  chatQueue,
  clock,
  configuration,
  health,
  ledger,
  log,
  repository,
  waits,
  wakes,
  workflow,
} from '../adapters.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('work-chat', {
  ...{
    chat,
    chatMemory,
    chatQueue,
    clock,
    configuration,
    health,
    ledger,
    log,
    repository,
    waits,
    wakes,
    workflow,
  },
});

export const handler = traced(handle);

/** One piece of work at a time (see the manifest), of Towpath's own making: what throws comes again. */
async function handle({ Records }: SQSEvent): Promise<void> {
  const page = process.env[ENV.consoleUrl] ?? '';
  for (const { body } of Records) await doChatWork(ports, JSON.parse(body) as ChatWork, page);
}
