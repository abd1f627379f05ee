import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../contract.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import { detailType, eventDetail, shortened } from '../domain/ledger/event.ts';
import type { EventBus, Unpublished } from '../ports/events.ts';
import type { Clock } from '../ports/world.ts';
import { capture } from './tracer.ts';

/** Limits of one PutEvents request; its size is that of its entries together, and less than 256 KB. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 256 * 1024 - 1;

/** Pauses before an entry that was refused is sent again. */
const PAUSES_MS = [100, 500];

interface Prepared {
  readonly entry: Entry;
  readonly request: PutEventsRequestEntry;
  readonly bytes: number;
}

export function createEventBus(
  bus: string,
  clock: Pick<Clock, 'pause'>,
  client: EventBridgeClient = capture(new EventBridgeClient({})),
): EventBus {
  async function put(batch: readonly Prepared[]): Promise<Unpublished[]> {
    const Entries = batch.map(({ request }) => request);
    const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries }));
    return batch.flatMap(({ entry }, index) => {
      const { ErrorCode, ErrorMessage } = results[index] ?? { ErrorCode: 'NoAnswer' };
      return ErrorCode === undefined ? [] : [{ entry, reason: `${ErrorCode}: ${ErrorMessage}` }];
    });
  }

  async function putPatiently(batch: readonly Prepared[]): Promise<Unpublished[]> {
    let refused = await put(batch);
    for (const pause of PAUSES_MS) {
      if (refused.length === 0) break;
      await clock.pause(pause);
      const again = new Set(refused.map(({ entry }) => entry));
      refused = await put(batch.filter(({ entry }) => again.has(entry)));
    }
    return refused;
  }

  return {
    async publish(entries) {
      const refused: Unpublished[] = [];
      for (const batch of batches(entries.map((entry) => prepare(bus, entry))))
        refused.push(...(await putPatiently(batch)));
      return refused;
    },
  };
}

function prepare(bus: string, entry: Entry): Prepared {
  const detail = eventDetail(entry);
  const whole = toRequest(bus, entry, detail);
  const request = sizeOf(whole) <= MOST_BYTES ? whole : toRequest(bus, entry, shortened(detail));
  return { entry, request, bytes: sizeOf(request) };
}

const toRequest = (bus: string, { type, at }: Entry, detail: object) => ({
  EventBusName: bus,
  Source: EVENT_SOURCE,
  DetailType: detailType(type),
  Time: new Date(at),
  Detail: JSON.stringify(detail),
});

/** As the EventBridge user guide counts an entry: 14 bytes for its time, and its texts in UTF-8. */
const sizeOf = ({ Source, DetailType, Detail }: ReturnType<typeof toRequest>): number =>
  14 + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);

/** In their order, each batch as large as one request may be. */
function batches(all: readonly Prepared[]): Prepared[][] {
  const made: Prepared[][] = [];
  let bytes = 0;
  for (const prepared of all) {
    const batch = made.at(-1);
    bytes += prepared.bytes;
    if (batch !== undefined && batch.length < MOST_ENTRIES && bytes <= MOST_BYTES) batch.push(prepared);
    else {
      made.push([prepared]);
      bytes = prepared.bytes;
    }
  }
  return made;
}
