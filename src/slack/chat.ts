import * as z from 'zod/mini';
import { type Chat, ChatRefusedError, type ChatSecrets } from '../ports/chat.ts';
import type { Clock } from '../ports/world.ts';
import { escaped, rejectionDialog, toBlocks } from './blocks.ts';

export interface SlackOptions {
  /** `https://slack.com`, or what stands in for it. Without a slash at the end. */
  readonly base: string;
  readonly secrets: ChatSecrets;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
}

const HOOKS = 'https://hooks.slack.com/';
const TIMEOUT_MS = 8_000;
/** A busy Slack is waited for so long at most; then the queue takes over. */
const MOST_WAIT_MS = 10_000;
const MOST_TRIES = 3;

const Answer = z.object({
  ok: z.boolean(),
  ...{ error: z.optional(z.string()), ts: z.optional(z.string()), channel: z.optional(z.unknown()) },
});
type Answer = z.output<typeof Answer>;

/** The port on Slack's Web API, by plain requests: five methods are no reason for an SDK. */
export function createSlackChat(options: SlackOptions): Chat {
  const call = (method: string, body: object): Promise<Answer> => callMethod(options, method, body);
  return {
    async post(channel, message, { below, alert = false } = {}) {
      const thread = below && { thread_ts: below.id, ...(alert && { reply_broadcast: true }) };
      const body = { channel, ...toBlocks(message), ...thread, unfurl_links: false };
      const { ts, channel: where } = must('chat.postMessage', await call('chat.postMessage', body));
      if (ts === undefined) throw new Error('chat.postMessage: Slack did not say where the message is.');
      return { channel: typeof where === 'string' ? where : channel, id: ts };
    },
    async update({ channel, id }, message) {
      const answer = await call('chat.update', { channel, ts: id, ...toBlocks(message) });
      if (answer.error === 'message_not_found') return false;
      must('chat.update', answer);
      return true;
    },
    async tell({ url, channel, user }, text) {
      const said = { text: escaped(text) };
      if (url !== undefined && (await respond(options, url, said))) return true;
      if (channel === undefined) return false;
      return (await call('chat.postEphemeral', { channel, user, ...said })).ok;
    },
    async askReason(trigger, ballot, reply) {
      const body = { trigger_id: trigger, view: rejectionDialog(ballot, reply) };
      must('views.open', await call('views.open', body));
    },
  };
}

function must(method: string, answer: Answer): Answer {
  if (answer.ok) return answer;
  throw new ChatRefusedError(`Slack refused ${method}: ${answer.error ?? 'it did not say why'}.`);
}

async function callMethod(options: SlackOptions, method: string, body: object, tries = 1): Promise<Answer> {
  const { base, secrets, clock, fetch = globalThis.fetch } = options;
  const token = (await secrets.read())?.botToken;
  if (token === undefined)
    throw new ChatRefusedError(
      "There is no token for Slack yet: store the app's secrets (docs/approvals.md).",
    );
  const response = await fetch(`${base}/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status === 429) {
    const wait = 1000 * Math.max(1, Number(response.headers.get('retry-after')) || 1);
    if (tries >= MOST_TRIES || wait > MOST_WAIT_MS)
      throw new ChatRefusedError(`Slack is busy; it asks to wait ${wait / 1000} s before ${method}.`, wait);
    await clock.pause(wait);
    return callMethod(options, method, body, tries + 1);
  }
  if (!response.ok) throw new Error(`${method}: Slack answered with HTTP ${response.status}.`);
  return Answer.parse(await response.json());
}

/** The address came in a signed request; all the same nothing is sent but to Slack. False when it takes no more. */
async function respond(
  { base, fetch = globalThis.fetch }: SlackOptions,
  url: string,
  said: { readonly text: string },
): Promise<boolean> {
  if (!url.startsWith(HOOKS) && !url.startsWith(`${base}/`)) return false;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...said }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}
