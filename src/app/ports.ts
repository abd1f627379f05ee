import type { ChangeQueue } from '../ports/changes.ts';
import type { Chat, ChatMemory, ChatQueue, ChatSecrets } from '../ports/chat.ts';
import type { ConfigurationStore } from '../ports/configuration.ts';
import type { DeadLetterBox } from '../ports/dead-letters.ts';
import type { EventBus } from '../ports/events.ts';
import type { HealthStore } from '../ports/health.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { PullRequests } from '../ports/pull-requests.ts';
import type { Labels } from '../ports/registry.ts';
import type { Renderer } from '../ports/renderer.ts';
import type { ConfigurationRepository } from '../ports/repository.ts';
import type { WakeMemory, Waker } from '../ports/wake.ts';
import type { Waits, Workflow } from '../ports/workflow.ts';
import type { AgentKeys, Clock, DeadLetters, Log } from '../ports/world.ts';

/** Everything use cases reach the world through; each takes the part it needs. */
export interface Ports {
  readonly ledger: Ledger;
  readonly configuration: ConfigurationStore;
  readonly repository: ConfigurationRepository;
  readonly pullRequests: PullRequests;
  readonly renderer: Renderer;
  readonly changes: ChangeQueue;
  readonly labels: Labels;
  readonly workflow: Workflow;
  readonly waits: Waits;
  readonly health: HealthStore;
  readonly events: EventBus;
  readonly agentKeys: AgentKeys;
  readonly deadLetters: DeadLetters;
  readonly deadLetterBox: DeadLetterBox;
  readonly chat: Chat;
  readonly chatMemory: ChatMemory;
  readonly chatQueue: ChatQueue;
  readonly chatSecrets: ChatSecrets;
  readonly waker: Waker;
  readonly wakes: WakeMemory;
  readonly clock: Clock;
  readonly log: Log;
}

/** The named ports only, so that a use case shows what it touches. */
export type Using<Name extends keyof Ports> = Pick<Ports, Name>;
