import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../local/clock.ts';
import { type Service, ServiceError } from '../../local/service.ts';
import { createEventBridge } from '../../local/services/eventbridge/eventbridge.ts';
import { exampleEntry } from '../../scripts/generate-events.ts';
import { createEventBus } from '../../src/aws/eventbridge-bus.ts';
import type { Entry } from '../../src/domain/ledger/entry.ts';
import { FakeClock } from '../fakes/clock.ts';
import { type LocalAws, PLACE, startAws } from './local-aws.ts';

interface Received {
  readonly detail: { readonly id: string; readonly shortened?: true; readonly fact: object };
}

let received: Received[];
/** How many entries each request had. */
let requests: number[];
/** Whether the bus refuses an entry this time. */
let refuses: (detail: string) => boolean;

let aws: LocalAws;
beforeAll(async () => {
  const events = createEventBridge({
    rules: [{ name: 'all', bus: 'towpath', pattern: { source: ['towpath'] }, functionName: 'notify' }],
    account: PLACE,
    clock: systemClock,
    lambda: { invokeAsync: async (_, event) => void received.push(event as Received) },
  });
  aws = await startAws([refusing(events)]);
});
afterAll(() => aws.close());
beforeEach(() => {
  received = [];
  requests = [];
  refuses = () => false;
});

/** The same service, which finds no detail-type in an entry that is to be refused. */
function refusing(events: Service): Service {
  const PutEvents = async (input: Readonly<Record<string, unknown>>) => {
    const entries = input.Entries as { Detail: string }[];
    requests.push(entries.length);
    const Entries = entries.map((entry) => ({ ...entry, ...(refuses(entry.Detail) && { DetailType: '' }) }));
    return events.operations.PutEvents!({ Entries });
  };
  return { ...events, operations: { PutEvents } };
}

const aBus = () => createEventBus('towpath', new FakeClock('2026-11-20T12:00:00Z'));
const entries = (count: number, more: Partial<Entry> = {}): Entry[] =>
  Array.from(
    { length: count },
    (_, n) => ({ ...exampleEntry('target-failing'), ...more, sequence: n + 1 }) as Entry,
  );
const ids = () => received.map(({ detail }) => detail.id);
const allIds = (count: number) => Array.from({ length: count }, (_, n) => `checkout#${n + 1}`);

describe("Towpath's own bus", () => {
  it('takes an entry as an event in the words of the ledger', async () => {
    expect(await aBus().publish([exampleEntry('promotion-succeeded')])).toEqual([]);
    expect(received).toEqual([
      expect.objectContaining({
        source: 'towpath',
        'detail-type': 'Promotion Succeeded',
        time: '2026-11-20T12:12:00Z',
        detail: {
          version: '1',
          id: 'checkout#42',
          pipeline: 'checkout',
          sequence: 42,
          at: '2026-11-20T12:12:00.000Z',
          by: { kind: 'towpath' },
          sentence: 'promoted to prod',
          fact: {
            type: 'promotion-succeeded',
            promotion: 'checkout_prod_3f9c0a1b2d4e_1',
            release: 'checkout_3f9c0a1b2d4e',
            stage: 'prod',
          },
        },
      }),
    ]);
  });

  it('is sent nothing when there is nothing', async () => {
    expect(await aBus().publish([])).toEqual([]);
    expect(requests).toEqual([]);
  });

  it('takes ten entries at a time, in order', async () => {
    await aBus().publish(entries(23));
    expect(requests).toEqual([10, 10, 3]);
    expect(ids()).toEqual(allIds(23));
  });

  it('takes no more than 256 KB at a time', async () => {
    await aBus().publish(entries(5, { message: 'm'.repeat(45_000) } as Partial<Entry>));
    // The sentence repeats the message.
    expect(requests).toEqual([2, 2, 1]);
    expect(received.some(({ detail }) => detail.shortened)).toBe(false);
  });

  it('takes an entry that is too large in short', async () => {
    expect(await aBus().publish(entries(1, { message: 'm'.repeat(140_000) } as Partial<Entry>))).toEqual([]);
    expect(received).toMatchObject([
      { detail: { id: 'checkout#1', shortened: true, fact: { message: `${'m'.repeat(499)}…` } } },
    ]);
  });

  it('is sent only what it refused again', async () => {
    let refusals = 2;
    refuses = (detail) => detail.includes('"checkout#2"') && refusals-- > 0;
    expect(await aBus().publish(entries(3))).toEqual([]);
    expect(requests).toEqual([3, 1, 1]);
    expect(ids()).toEqual(['checkout#1', 'checkout#3', 'checkout#2']);
  });

  it('gives back what it refuses for good, and gets what comes after', async () => {
    refuses = (detail) => detail.includes('"checkout#2"');
    const all = entries(12);
    expect(await aBus().publish(all)).toEqual([
      { entry: all[1], reason: expect.stringMatching(/^InvalidArgument: /) },
    ]);
    expect(requests).toEqual([10, 1, 1, 2]);
    expect(ids()).toEqual(allIds(12).filter((id) => id !== 'checkout#2'));
  });

  it('fails when a request is refused as a whole', async () => {
    refuses = () => {
      throw new ServiceError('AccessDeniedException', 'not authorized to perform: events:PutEvents');
    };
    await expect(aBus().publish(entries(1))).rejects.toThrow('not authorized');
  });
});
