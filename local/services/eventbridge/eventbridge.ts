import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Service } from '../../service.ts';
import type { Lambda } from '../lambda/lambda.ts';
import type { Account } from '../lambda/names.ts';
import { LambdaClosedError } from '../lambda/types.ts';
import { type Delivery, openDeliveries } from './deliveries.ts';
import { type Event, type NewEvent, toEnvelope } from './event.ts';
import { compilePattern } from './pattern.ts';
import { putEvents } from './put-events.ts';

export interface Rule {
  readonly name: string;
  /** `default` if not given. */
  readonly bus?: string;
  readonly pattern: unknown;
  readonly functionName: string;
  /** Name of the queue that takes what the function could not handle. */
  readonly deadLetter?: string;
}

export interface EventBridgeOptions {
  readonly rules: readonly Rule[];
  readonly lambda: Pick<Lambda, 'invokeAsync'>;
  readonly account: Account;
  readonly clock: Clock;
  /** Where undelivered events survive a crash; without it they live in memory. */
  readonly directory?: string;
  readonly newId?: () => string;
  readonly log?: (line: string) => void;
}

export interface EventBridge extends Service {
  /**
   * Takes an event, as a service does (`aws.*` sources included), and returns it in its envelope. It is safe once this
   * returns: each matching rule's function gets it at least once, in no particular order.
   */
  deliver(event: NewEvent, bus?: string): Event;
  /** Hears of every event of a bus that is taken from now on; returns how to stop. What is missed is not repeated. */
  listen(bus: string, listener: (event: Event) => void): () => void;
  /** Delivers again what a crash left undelivered. To be called once, when the functions' endpoint listens. */
  resume(): void;
  /** Resolves when every event accepted so far is delivered or dead. */
  idle(): Promise<void>;
}

export const DEFAULT_BUS = 'default';

/** @throws InvalidEventPatternError for a rule whose pattern AWS would refuse. */
export function createEventBridge(options: EventBridgeOptions): EventBridge {
  const { account, clock, lambda, newId = randomUUID, log = console.error } = options;
  const rules = options.rules.map((rule) => ({ ...rule, takes: compilePattern(rule.pattern) }));
  const deliveries = openDeliveries(options.directory);
  const leftOver = deliveries.open();
  const underWay = new Set<Promise<void>>();
  const listeners = new Set<(event: Event, bus: string) => void>();

  async function attempt({ id, rule: ruleName, event, acceptedAt }: Delivery): Promise<void> {
    const rule = rules.find(({ name }) => name === ruleName);
    try {
      const { deadLetter } = rule ?? {};
      if (rule)
        await lambda.invokeAsync(rule.functionName, event, { acceptedAt, ...(deadLetter && { deadLetter }) });
      deliveries.settle(id);
    } catch (error) {
      if (error instanceof LambdaClosedError) return;
      log(`Event ${event.id} of rule ${ruleName} stays undelivered until the next start: ${error}`);
    }
  }

  function start(delivery: Delivery): void {
    const delivered: Promise<void> = attempt(delivery).finally(() => underWay.delete(delivered));
    underWay.add(delivered);
  }

  function deliver(newEvent: NewEvent, bus = DEFAULT_BUS): Event {
    const event = toEnvelope(newEvent, account, clock, newId);
    const accepted = rules
      .filter((rule) => (rule.bus ?? DEFAULT_BUS) === bus && rule.takes(event))
      .map((rule) => ({ id: newId(), rule: rule.name, event, acceptedAt: clock.now() }));
    deliveries.accept(accepted);
    for (const delivery of accepted) start(delivery);
    for (const hear of listeners) hear(event, bus);
    return event;
  }

  return {
    target: 'AWSEvents',
    operations: { PutEvents: (input) => putEvents(input, deliver) },
    deliver,
    listen(bus, listener) {
      const hear = (event: Event, from: string): void => {
        if (from === bus) listener(event);
      };
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    resume() {
      for (const delivery of leftOver) start(delivery);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      deliveries.close();
    },
  };
}
