import { afterEach, describe, expect, it } from 'vitest';
import { createControl } from '../../../local/control.ts';
import { createEventStreams } from '../../../local/event-stream.ts';
import { type LocalServer, startServer } from '../../../local/server.ts';
import { createEventBridge } from '../../../local/services/eventbridge/eventbridge.ts';
import { VirtualClock } from '../../../local/virtual-clock.ts';

const TOKEN = 's3cret';
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start() {
  const events = createEventBridge({
    rules: [],
    account: { accountId: '111122223333', region: 'eu-west-1' },
    clock: new VirtualClock('2026-11-20T22:05:00Z'),
    lambda: { invokeAsync: async () => undefined },
  });
  const streams = createEventStreams(events);
  const control = createControl({
    token: TOKEN,
    events,
    streams,
    codecommit: {} as never,
    ecr: {} as never,
    agents: () => undefined,
  });
  const server = await startServer({ port: 0, services: [events], http: [control] });
  const close = async () => {
    streams.close();
    await server.close();
  };
  closing.push(close);
  return { events, server, close };
}

const get = (server: LocalServer, path: string, token = TOKEN) =>
  fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });

/** What the stream says, piece by piece; undefined once it has ended. */
async function listen(server: LocalServer, path: string) {
  const response = await get(server, path);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  closing.push(() => reader.cancel());
  const next = async () => {
    const { value } = await reader.read();
    return value && new TextDecoder().decode(value);
  };
  return { response, next, cancel: () => reader.cancel() };
}

const happened = (what: string) => ({
  source: 'towpath',
  'detail-type': what,
  detail: { pipeline: 'checkout' },
});

describe('a stream of events', () => {
  it('has a message for each event of its bus, from when it says that it is open', async () => {
    const { events, server } = await start();
    events.deliver(happened('Before'), 'towpath');
    const { response, next } = await listen(server, '/local/events?bus=towpath');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await next()).toBe(': open\n\n');
    events.deliver(happened('Elsewhere'));
    const event = events.deliver(happened('Wave Committed'), 'towpath');
    expect(await next()).toBe(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`);
  });

  it('is that of the default bus unless one is named', async () => {
    const { events, server } = await start();
    const { next } = await listen(server, '/local/events');
    await next();
    events.deliver(happened('Elsewhere'), 'towpath');
    events.deliver(happened('Here'));
    expect(await next()).toContain('"detail-type":"Here"');
  });

  it('is for the holder of the token only', async () => {
    const { server } = await start();
    expect((await get(server, '/local/events', 'guess')).status).toBe(401);
  });

  it('of one who has left takes nothing from the others', async () => {
    const { events, server } = await start();
    const gone = await listen(server, '/local/events');
    const there = await listen(server, '/local/events');
    await Promise.all([gone.next(), there.next()]);
    await gone.cancel();
    events.deliver(happened('Here'));
    expect(await there.next()).toContain('Here');
  });

  it('ends with the cloud, which does not wait for those who listen', async () => {
    const { server, close } = await start();
    const { next } = await listen(server, '/local/events');
    await next();
    const begin = performance.now();
    await close();
    expect(await next()).toBeUndefined();
    expect(performance.now() - begin).toBeLessThan(1500);
  });
});
