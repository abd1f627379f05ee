import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalServer, startServer } from '../../../../local/server.ts';
import { createEventBridge } from '../../../../local/services/eventbridge/eventbridge.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';

let server: LocalServer;
let client: EventBridgeClient;
let received: unknown[] = [];

beforeAll(async () => {
  const events = createEventBridge({
    rules: [{ name: 'all', bus: 'towpath', pattern: { source: [{ prefix: '' }] }, functionName: 'notify' }],
    account: { accountId: '111122223333', region: 'eu-west-1' },
    clock: new VirtualClock('2026-11-20T22:05:00.123Z'),
    lambda: { invokeAsync: async (_, event) => void received.push(event) },
  });
  server = await startServer({ port: 0, services: [events] });
  client = new EventBridgeClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
beforeEach(() => {
  received = [];
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

const entry: PutEventsRequestEntry = {
  EventBusName: 'towpath',
  Source: 'towpath',
  DetailType: 'Stage Promoted',
  Detail: '{"stage":"prod"}',
};
const put = (...entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries: entries }));

describe('PutEvents through the SDK', () => {
  it('accepts an event and tells its id', async () => {
    const time = new Date('2026-11-20T10:00:00.700Z');
    const { Entries, FailedEntryCount } = await put({ ...entry, Time: time, Resources: ['arn:x'] });
    expect(FailedEntryCount).toBe(0);
    expect(received).toEqual([
      expect.objectContaining({
        id: Entries?.[0]?.EventId,
        source: 'towpath',
        'detail-type': 'Stage Promoted',
        time: '2026-11-20T10:00:00Z',
        resources: ['arn:x'],
        detail: { stage: 'prod' },
      }),
    ]);
  });

  it('takes the bus by its ARN', async () => {
    await put({ ...entry, EventBusName: 'arn:aws:events:eu-west-1:111122223333:event-bus/towpath' });
    expect(received).toHaveLength(1);
  });

  it.each([
    ['no source', { ...entry, Source: undefined }, 'InvalidArgument'],
    ['no detail type', { ...entry, DetailType: '' }, 'InvalidArgument'],
    ['no detail', { ...entry, Detail: undefined }, 'InvalidArgument'],
    ['a detail that is not JSON', { ...entry, Detail: '{' }, 'MalformedDetail'],
    ['a detail that is no object', { ...entry, Detail: '[1]' }, 'MalformedDetail'],
    ["a service's source", { ...entry, Source: 'aws.ecr' }, 'NotAuthorizedForSourceException'],
  ])('refuses %s and accepts the entry beside it', async (_, bad, code) => {
    const { Entries, FailedEntryCount } = await put(bad as PutEventsRequestEntry, entry);
    expect(FailedEntryCount).toBe(1);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([code, undefined]);
    expect(received).toHaveLength(1);
  });

  it.each([
    ['no entry', []],
    ['eleven entries', Array.from({ length: 11 }, () => entry)],
    ['more than 256 KB', [{ ...entry, Detail: JSON.stringify({ text: 'x'.repeat(262_144) }) }]],
  ])('refuses the whole request: %s', async (_, entries) => {
    await expect(put(...entries)).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
    expect(received).toEqual([]);
  });
});
