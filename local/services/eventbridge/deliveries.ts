import { join } from 'node:path';
import { openJournal } from '../../journal.ts';
import type { Event } from './event.ts';

/** One event that one rule still has to deliver. */
export interface Delivery {
  readonly id: string;
  readonly rule: string;
  readonly event: Event;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
}

/** What was accepted and is not yet delivered. */
export interface Deliveries {
  /** All of them or, after a crash meanwhile, none. */
  accept(deliveries: readonly Delivery[]): void;
  settle(id: string): void;
  /** In the order of acceptance. */
  open(): readonly Delivery[];
  /** What is settled later counts as open at the next start. */
  close(): void;
}

type Entry = { readonly accepted: readonly Delivery[] } | { readonly settled: string };

/** Survives `kill -9` in `directory`; without one, lives in memory. */
export function openDeliveries(directory: string | undefined): Deliveries {
  const open = new Map<string, Delivery>();
  let closed = false;
  const journal = openJournal<Entry>({
    file: directory === undefined ? undefined : join(directory, 'events.jsonl'),
    apply(entry) {
      if ('settled' in entry) open.delete(entry.settled);
      else for (const delivery of entry.accepted) open.set(delivery.id, delivery);
    },
    snapshot: () => (open.size > 0 ? [{ accepted: [...open.values()] }] : []),
  });
  return {
    accept(accepted) {
      if (accepted.length > 0) journal.append({ accepted });
    },
    settle(id) {
      if (!closed) journal.append({ settled: id });
    },
    open: () => [...open.values()],
    close() {
      closed = true;
      journal.close();
    },
  };
}
