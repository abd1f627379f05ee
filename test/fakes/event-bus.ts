import type { Entry } from '../../src/domain/ledger/entry.ts';
import type { EventBus, Unpublished } from '../../src/ports/events.ts';
import { copy } from './copy.ts';

/** Keeps what was published, in order. */
export class FakeEventBus implements EventBus {
  readonly published: Entry[] = [];
  /** Says why an entry is refused; nothing is, unless the test wants it. */
  refuse: (entry: Entry) => string | undefined = () => undefined;

  async publish(entries: readonly Entry[]): Promise<readonly Unpublished[]> {
    return entries.flatMap((entry) => {
      const reason = this.refuse(entry);
      if (reason !== undefined) return [{ entry, reason }];
      this.published.push(copy(entry));
      return [];
    });
  }
}
