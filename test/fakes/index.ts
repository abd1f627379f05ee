import type { Ports } from '../../src/app/ports.ts';
import { FakeChanges } from './changes.ts';
import { FakeChat, FakeChatMemory, FakeChatQueue, FakeChatSecrets } from './chat.ts';
import { FakeClock } from './clock.ts';
import { FakeConfiguration } from './configuration.ts';
import { FakeDeadLetterBox } from './dead-letter-box.ts';
import { FakeEventBus } from './event-bus.ts';
import { FakeHealth } from './health.ts';
import { Interruptions } from './interruptions.ts';
import { FakeLabels } from './labels.ts';
import { FakeLedger } from './ledger.ts';
import { FakePullRequests } from './pull-requests.ts';
import { FakeRenderer } from './renderer.ts';
import { FakeRepository } from './repository.ts';
import { FakeWaker, FakeWakes } from './wake.ts';
import { FakeWaits, FakeWorkflow } from './workflow.ts';
import { FakeAgentKeys, FakeDeadLetters, FakeLog } from './world.ts';

export type Fakes = ReturnType<typeof createFakes>;

/** The whole world in memory, at noon. `ports` is what use cases get; the rest is for the test to look and meddle. */
export function createFakes({ files = {} }: { files?: Readonly<Record<string, string>> } = {}) {
  const repository = new FakeRepository(files);
  const fakes = {
    labels: new FakeLabels(),
    ledger: new FakeLedger(),
    configuration: new FakeConfiguration(),
    repository,
    pullRequests: new FakePullRequests(repository),
    renderer: new FakeRenderer(),
    changes: new FakeChanges(),
    workflow: new FakeWorkflow(),
    waits: new FakeWaits(),
    health: new FakeHealth(),
    events: new FakeEventBus(),
    agentKeys: new FakeAgentKeys(),
    deadLetters: new FakeDeadLetters(),
    deadLetterBox: new FakeDeadLetterBox(),
    chat: new FakeChat(),
    chatMemory: new FakeChatMemory(),
    chatQueue: new FakeChatQueue(),
    chatSecrets: new FakeChatSecrets(),
    waker: new FakeWaker(),
    wakes: new FakeWakes(),
    clock: new FakeClock('2026-11-20T12:00:00Z'),
    log: new FakeLog(),
  } satisfies Ports;
  const interruptions = new Interruptions(fakes);
  return { ...fakes, interruptions, ports: interruptions.ports };
}
