import type { Clock } from '../../clock.ts';
import type { Account } from '../lambda/names.ts';

/** An event as a service hands it in. Whatever the envelope needs and is not given here is added. */
export interface NewEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly resources?: readonly string[];
  /** These four are kept when an event that happened elsewhere is replayed. */
  readonly id?: string;
  readonly time?: string;
  readonly region?: string;
  readonly account?: string;
}

export interface Event extends Required<NewEvent> {
  readonly version: '0';
}

export function toEnvelope(event: NewEvent, account: Account, clock: Clock, newId: () => string): Event {
  return {
    version: '0',
    id: event.id ?? newId(),
    'detail-type': event['detail-type'],
    source: event.source,
    account: event.account ?? account.accountId,
    time: event.time ?? wholeSeconds(new Date(clock.now())),
    region: event.region ?? account.region,
    resources: event.resources ?? [],
    detail: event.detail,
  };
}

/** Event times have no fraction: `2026-11-20T22:05:00Z`. */
export function wholeSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
