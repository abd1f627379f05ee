import type { Entry } from '../domain/ledger/entry.ts';

export interface Unpublished {
  readonly entry: Entry;
  /** Why the bus refused it, for the log. */
  readonly reason: string;
}

/** Towpath's own events, for whoever wants to know what happens. */
export interface EventBus {
  /**
   * Sends entries in the order given and returns those that were refused although they were tried again; the others
   * are safe, also those after a refused one. When it throws, nobody knows how many are: publish all of them again.
   */
  publish(entries: readonly Entry[]): Promise<readonly Unpublished[]>;
}
