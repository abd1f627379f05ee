import { METRICS } from '../contract.ts';
import type { Entry, FactType } from '../domain/ledger/entry.ts';
import { entrySchema } from '../domain/ledger/schema.ts';
import type { Using } from './ports.ts';

const OUTCOMES: Readonly<Partial<Record<FactType, string>>> = {
  'promotion-succeeded': METRICS.promotionSucceeded,
  'promotion-failed': METRICS.promotionFailed,
  'promotion-rejected': METRICS.promotionRejected,
  'promotion-superseded': METRICS.promotionSuperseded,
};

/** A new row of the ledger, as the table's stream tells of it. */
export interface StreamedRow {
  /** Where it is in the stream. */
  readonly position: string;
  /** Names the row in the log. */
  readonly key: string;
  /** What should be an entry. */
  readonly data: unknown;
}

/** Publishes all that can be published, and returns the positions of what cannot: it should come again. */
export async function publishEvents(
  { events, log }: Using<'events' | 'log'>,
  rows: readonly StreamedRow[],
): Promise<string[]> {
  const failed: string[] = [];
  const fail = ({ position, key }: StreamedRow, reason: string): void => {
    failed.push(position);
    log.count(METRICS.eventNotPublished);
    log.warn('Entry not published', { key, position, reason });
  };
  const entries = new Map<Entry, StreamedRow>();
  for (const row of rows) {
    const { success, data, error } = entrySchema.safeParse(row.data);
    if (success) entries.set(data, row);
    else fail(row, error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  }
  const unpublished = await events.publish([...entries.keys()]);
  const published = [...entries.keys()].filter((entry) => !unpublished.some((each) => each.entry === entry));
  for (const { entry, reason } of unpublished) {
    const row = entries.get(entry);
    if (row !== undefined) fail(row, reason);
  }
  for (const { type } of published) if (OUTCOMES[type] !== undefined) log.count(OUTCOMES[type]);
  log.count(METRICS.eventPublished, published.length);
  return failed;
}
