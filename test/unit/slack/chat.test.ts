import { beforeEach, describe, expect, it } from 'vitest';
import { ChatRefusedError } from '../../../src/ports/chat.ts';
import { createSlackChat } from '../../../src/slack/chat.ts';
import { FakeChatSecrets } from '../../fakes/chat.ts';
import { FakeClock } from '../../fakes/clock.ts';

interface Sent {
  readonly url: string;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

let sent: Sent[];
let answers: (Response | Error)[];
let clock: FakeClock;
let secrets: FakeChatSecrets;
beforeEach(() => {
  [sent, answers] = [[], []];
  clock = new FakeClock('2026-11-20T12:00:00Z');
  secrets = new FakeChatSecrets();
});

const fetch: typeof globalThis.fetch = async (url, init = {}) => {
  sent.push({ url: String(url), body: JSON.parse(String(init.body)), headers: new Headers(init.headers) });
  const answer = answers.shift() ?? ok();
  if (answer instanceof Error) throw answer;
  return answer;
};
const ok = (fields: object = {}) => Response.json({ ok: true, ts: '1.000001', channel: 'C1', ...fields });
const no = (error?: string) => Response.json({ ok: false, ...(error && { error }) });
const busy = (seconds?: string) =>
  new Response('', { status: 429, headers: seconds === undefined ? {} : { 'retry-after': seconds } });
const chat = () => createSlackChat({ base: 'https://slack.com', secrets, clock, fetch });
const message = { summary: 'hello' };
const place = { channel: 'C1', id: '1.000001' };

describe('the chat on Slack', () => {
  it('posts, with its token, and says where', async () => {
    expect(await chat().post('C1', message)).toEqual(place);
    expect(sent[0]).toMatchObject({
      url: 'https://slack.com/api/chat.postMessage',
      body: { channel: 'C1', text: 'hello' },
    });
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer xoxb-test');
    answers.push(Response.json({ ok: true, ts: '2.0' }));
    expect(await chat().post('C9', message, { below: place, alert: true })).toEqual({
      channel: 'C9',
      id: '2.0',
    });
    expect(sent[1]?.body).toMatchObject({ thread_ts: '1.000001', reply_broadcast: true });
  });

  it('updates, and says when there is nothing to update', async () => {
    answers.push(ok(), no('message_not_found'), no('channel_not_found'));
    expect(await chat().update(place, message)).toBe(true);
    expect(sent[0]?.body).toMatchObject({ channel: 'C1', ts: '1.000001' });
    expect(await chat().update(place, message)).toBe(false);
    await expect(chat().update(place, message)).rejects.toThrow(
      'Slack refused chat.update: channel_not_found',
    );
  });

  it('waits as long as a busy Slack asks, if that is not long', async () => {
    answers.push(busy('3'), busy(), ok());
    await chat().post('C1', message);
    expect(sent).toHaveLength(3);
    expect(clock.now() - Date.parse('2026-11-20T12:00:00Z')).toBe(4000);
  });

  it.each([
    ['asks to wait long', [busy('30')], 30_000],
    ['stays busy', [busy('1'), busy('1'), busy('1')], 1000],
  ])('leaves a Slack that %s to the queue', async (_, given, retryAfterMs) => {
    answers.push(...given);
    const error = await chat()
      .post('C1', message)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ChatRefusedError);
    expect(error).toMatchObject({ retryAfterMs, message: expect.stringContaining('Slack is busy') });
  });

  it('throws where nobody knows what became of it', async () => {
    answers.push(new Response('', { status: 503 }), new Error('socket hang up'), Response.json({ ok: true }));
    await expect(chat().post('C1', message)).rejects.toThrow(
      'chat.postMessage: Slack answered with HTTP 503.',
    );
    await expect(chat().post('C1', message)).rejects.toThrow('socket hang up');
    await expect(chat().post('C1', message)).rejects.toThrow('did not say where');
  });

  it('says why it was refused, or that nobody said', async () => {
    answers.push(no());
    await expect(chat().askReason('t', { promotion: 'p' }, { user: 'U1' })).rejects.toThrow(
      'Slack refused views.open: it did not say why.',
    );
    secrets.secrets = undefined;
    await expect(chat().post('C1', message)).rejects.toThrow('There is no token for Slack yet');
    expect(sent).toHaveLength(1);
  });

  it('opens the dialog for a reason', async () => {
    await chat().askReason('t', { promotion: 'p' }, { user: 'U1' });
    expect(sent[0]).toMatchObject({
      url: 'https://slack.com/api/views.open',
      body: { trigger_id: 't', view: { callback_id: 'towpath.rejection' } },
    });
  });

  it('tells one person by the address that came with what they did', async () => {
    const url = 'https://hooks.slack.com/actions/1';
    expect(await chat().tell({ url, channel: 'C1', user: 'U1' }, 'no & never')).toBe(true);
    expect(sent).toMatchObject([
      { url, body: { response_type: 'ephemeral', replace_original: false, text: 'no &amp; never' } },
    ]);
    expect(sent[0]?.headers.get('authorization')).toBeNull();
  });

  it.each([
    ['is used up', 'https://hooks.slack.com/actions/1', new Response('', { status: 404 }), 2],
    ['does not answer', 'https://hooks.slack.com/actions/1', new Error('timeout'), 2],
    ["is not Slack's", 'https://evil.example.com/', undefined, 1],
  ])('tells them in the channel when that address %s', async (_, url, answer, requests) => {
    if (answer !== undefined) answers.push(answer);
    expect(await chat().tell({ url, channel: 'C1', user: 'U1' }, 'no')).toBe(true);
    expect(sent).toHaveLength(requests);
    expect(sent.at(-1)).toMatchObject({
      url: 'https://slack.com/api/chat.postEphemeral',
      body: { channel: 'C1', user: 'U1', text: 'no' },
    });
  });

  it('gives up where there is no way to somebody', async () => {
    expect(await chat().tell({ user: 'U1' }, 'no')).toBe(false);
    answers.push(no('user_not_in_channel'));
    expect(await chat().tell({ channel: 'C1', user: 'U1' }, 'no')).toBe(false);
  });
});
