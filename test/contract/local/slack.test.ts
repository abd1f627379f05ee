import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBody } from '../../../local/http.ts';
import { createSlack, type Slack } from '../../../local/services/slack/index.ts';
import { createSlackChat } from '../../../src/slack/chat.ts';
import { verifySlackSignature } from '../../../src/slack/signature.ts';
import { FakeClock } from '../../fakes/clock.ts';

const SECRETS = { signingSecret: 'secret', botToken: 'xoxb-1' };
const card = { summary: 'hello', heading: 'hello', ballot: { promotion: 'p' } };

interface Received {
  readonly path: string;
  readonly form: Record<string, string>;
  readonly verdict: string;
}

let clock: FakeClock;
let slack: Slack;
let server: Server;
let directory: string;
let received: Received[];
/** What the app answers. */
let answer: object | undefined;
let status: number;

const start = (): Slack =>
  createSlack({
    ...SECRETS,
    ...{ clock: clock as never, team: 'T1', users: [{ id: 'U1', name: 'alice' }], channels: ['C1', 'C2'] },
    ...{ endpoint, token: 'token', directory },
  });
const endpoint = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const chat = () =>
  createSlackChat({ base: `${endpoint()}/slack`, secrets: { read: async () => SECRETS }, clock });

async function receive(request: IncomingMessage): Promise<void> {
  const body = await readBody(request, 1e6);
  const { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } = request.headers;
  const signed = { body, timestamp: String(timestamp), signature: String(signature) };
  received.push({
    path: request.url ?? '',
    form: Object.fromEntries(new URLSearchParams(body.toString())),
    verdict: verifySlackSignature(signed, 'secret', clock.now()),
  });
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'slack-'));
  clock = new FakeClock('2026-11-20T12:00:00Z');
  [received, answer, status] = [[], undefined, 200];
  server = createServer(async (request, response) => {
    if (await slack.handle(request, response)) return;
    await receive(request);
    response.writeHead(status).end(answer === undefined ? '' : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slack = start();
});
afterEach(async () => {
  slack.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

const press = async (action = 'towpath.approve') => {
  const place = await chat().post('C1', card);
  const failure = await slack.act('U1', { kind: 'press', channel: 'C1', ts: place.id, action });
  return { failure, payload: JSON.parse(received.at(-1)?.form.payload ?? '{}') };
};

describe('the adapter for Slack on what stands in for it', () => {
  it('posts, answers below, and changes what it posted', async () => {
    const place = await chat().post('C1', card);
    const below = await chat().post('C1', { summary: 'more' }, { below: place, alert: true });
    expect(below.id > place.id).toBe(true);
    expect(await chat().update(place, { summary: 'changed' })).toBe(true);
    expect(await chat().update({ channel: 'C1', id: '1.0' }, card)).toBe(false);
    expect(slack.messages()).toMatchObject([
      { text: 'changed', edited: true },
      { text: 'more', thread: place.id, broadcast: true },
    ]);
  });

  it('is refused with the reason', async () => {
    await expect(chat().post('C9', card)).rejects.toThrow('channel_not_found');
    await expect(chat().post('C1', { summary: '' })).rejects.toThrow('invalid_blocks');
    await expect(chat().post('C1', card, { below: { channel: 'C1', id: '1.0' } })).rejects.toThrow(
      'thread_not_found',
    );
    const stranger = createSlackChat({
      ...{ base: `${endpoint()}/slack`, clock },
      secrets: { read: async () => ({ ...SECRETS, botToken: 'other' }) },
    });
    await expect(stranger.post('C1', card)).rejects.toThrow('invalid_auth');
  });

  it('waits for it when it is busy', async () => {
    slack.beBusy(2, 3);
    await chat().post('C1', card);
    expect(slack.messages()).toHaveLength(1);
    expect(clock.now()).toBe(Date.parse('2026-11-20T12:00:06Z'));
  });
});

describe('somebody there', () => {
  it('presses a button: signed, with ways to answer', async () => {
    const { payload } = await press();
    expect(received).toMatchObject([{ path: '/v1/slack/interactions', verdict: 'valid' }]);
    expect(payload).toMatchObject({
      user: { id: 'U1', team_id: 'T1' },
      actions: [{ value: '{"promotion":"p"}' }],
    });
    const reply = { url: payload.response_url, channel: 'C2', user: 'U1' };
    for (let use = 0; use < 5; use += 1) await chat().tell(reply, `answer ${use}`);
    expect(
      slack.messages().filter(({ channel, onlyFor }) => channel === 'C1' && onlyFor === 'U1'),
    ).toHaveLength(5);
    expect(await chat().tell(reply, 'a sixth, by the channel')).toBe(true);
    expect(slack.messages().at(-1)).toMatchObject({ channel: 'C2', onlyFor: 'U1' });
    expect(await chat().tell({ channel: 'C1', user: 'U9' }, 'to nobody')).toBe(false);
  });

  it('cannot be answered after half an hour', async () => {
    const { payload } = await press();
    clock.advance(30 * 60_000 + 1);
    expect(await chat().tell({ url: payload.response_url, user: 'U1' }, 'late')).toBe(false);
  });

  it('is asked in a dialog, once and within three seconds', async () => {
    const { payload } = await press('towpath.reject');
    const ask = (trigger: string) => chat().askReason(trigger, { promotion: 'p' }, { user: 'U1' });
    await ask(payload.trigger_id);
    await expect(ask(payload.trigger_id)).rejects.toThrow('exchanged_trigger_id');
    await expect(ask('never')).rejects.toThrow('invalid_trigger_id');
    const late = (await press('towpath.reject')).payload.trigger_id;
    clock.advance(3001);
    await expect(ask(late)).rejects.toThrow('expired_trigger_id');
    const [dialog] = slack.dialogs();
    answer = { response_action: 'errors', errors: { reason: 'Say why.' } };
    const submit = { kind: 'submit', view: dialog?.id ?? '', values: { reason: 'no' } } as const;
    expect(await slack.act('U1', submit)).toBeUndefined();
    expect(slack.dialogs()).toMatchObject([{ errors: { reason: 'Say why.' } }]);
    answer = undefined;
    await slack.act('U1', submit);
    expect(JSON.parse(received.at(-1)?.form.payload ?? '')).toMatchObject({
      type: 'view_submission',
      view: { state: { values: { reason: { text: { value: 'no' } } } } },
    });
    expect(slack.dialogs()).toEqual([]);
    expect(await slack.act('U1', submit)).toBe('The dialog is closed.');
  });

  it('closes a dialog, and types a command', async () => {
    const { payload } = await press('towpath.reject');
    await chat().askReason(payload.trigger_id, { promotion: 'p' }, { user: 'U1' });
    await slack.act('U1', { kind: 'close', view: slack.dialogs()[0]?.id ?? '' });
    expect(slack.dialogs()).toEqual([]);
    await slack.act('U1', { kind: 'command', channel: 'C2', text: 'status' });
    expect(received.at(-1)).toMatchObject({
      ...{ path: '/v1/slack/commands', verdict: 'valid' },
      form: { team_id: 'T1', user_id: 'U1', user_name: 'alice', text: 'status', channel_id: 'C2' },
    });
  });

  it('sees that the app failed', async () => {
    status = 500;
    expect((await press()).failure).toBe('The app answered with HTTP 500.');
    const gone = { kind: 'press', channel: 'C1', ts: '1.0', action: 'towpath.approve' } as const;
    expect(await slack.act('U1', gone)).toBe('There is no such button any more.');
  });
});

it('what was said survives a restart', async () => {
  await chat().post('C1', card);
  slack.close();
  slack = start();
  const place = await chat().post('C1', card);
  expect(slack.messages().map(({ ts }) => ts)).toHaveLength(2);
  expect(await chat().update(place, card)).toBe(true);
});

describe('the page', () => {
  const get = (path: string, token?: string) =>
    fetch(
      `${endpoint()}${path}`,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
    );

  it('is three files, which run nothing else', async () => {
    for (const path of ['/slack', '/slack/page.js', '/slack/page.css']) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    }
  });

  it('shows what its reader sees, to whoever has the token', async () => {
    await chat().post('C1', card);
    await chat().tell({ channel: 'C1', user: 'U1' }, 'for you');
    expect((await get('/slack/state?user=U1')).status).toBe(401);
    expect((await get('/slack/state?user=U1', 'wrong')).status).toBe(401);
    const seenBy = async (user: string) =>
      (await (await get(`/slack/state?user=${user}`, 'token')).json()).messages;
    expect(await seenBy('U1')).toHaveLength(2);
    expect(await seenBy('U2')).toHaveLength(1);
    expect((await get('/slack/moon', 'token')).status).toBe(404);
    const act = await fetch(`${endpoint()}/slack/act`, {
      ...{ method: 'POST', headers: { authorization: 'Bearer token' } },
      body: JSON.stringify({ user: 'U1', kind: 'command', channel: 'C1', text: 'status' }),
    });
    expect(await act.json()).toEqual({});
    expect(received).toHaveLength(1);
  });
});
