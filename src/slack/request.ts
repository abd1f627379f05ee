import * as z from 'zod/mini';
import type { CardBallot } from '../domain/chat/message.ts';
import type { ChatRequest, Reply } from '../ports/chat.ts';
import { ACTIONS, REJECTION } from './blocks.ts';

/** A request that Slack would not send, although it is signed: another app's, or of another shape. */
export class MalformedSlackRequestError extends Error {
  override readonly name = 'MalformedSlackRequestError';
}

/** `none`: nothing is to be done, such as when somebody follows a link. `no-reason`: the dialog came back empty. */
export type SlackRequest = ChatRequest | { readonly kind: 'none' } | { readonly kind: 'no-reason' };

const id = z.string().check(z.minLength(1), z.maxLength(64));
const user = z.object({ id, team_id: z.optional(id) });
const team = z.nullish(z.object({ id }));

const Press = z.object({
  type: z.literal('block_actions'),
  ...{ user, team, trigger_id: z.optional(z.string()), response_url: z.optional(z.string()) },
  channel: z.optional(z.object({ id })),
  actions: z.array(z.object({ action_id: z.string(), value: z.optional(z.string()) })),
});

const Submission = z.object({
  type: z.literal('view_submission'),
  ...{ user, team },
  view: z.object({
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({
      values: z.record(z.string(), z.record(z.string(), z.object({ value: z.nullish(z.string()) }))),
    }),
  }),
});

const Ballot = z.object({
  promotion: z.string().check(z.minLength(1), z.maxLength(100)),
  seen: z.exactOptional(z.object({ digest: z.string(), commit: z.string() })),
});
const Metadata = z.object({
  ballot: Ballot,
  reply: z.object({ url: z.optional(z.string()), channel: z.optional(z.string()), user: z.string() }),
});

const Typed = z.object({
  ...{ team_id: id, user_id: id, text: z.string() },
  ...{ channel_id: z.optional(z.string()), response_url: z.optional(z.string()) },
});

/** A slash command: the fields of a form. `ssl_check` is Slack looking at the certificate. */
export function readCommand(body: string, request: string): SlackRequest {
  const form = Object.fromEntries(new URLSearchParams(body));
  if (form.ssl_check === '1') return { kind: 'none' };
  const { team_id: of, user_id: who, text, ...to } = parse(Typed, { text: '', ...form });
  const reply = replyTo(who, to.response_url, to.channel_id);
  return {
    kind: 'command',
    identity: { kind: 'slack', team: of, user: who },
    team: of,
    reply,
    request,
    text,
  };
}

/** A button that was pressed, or a dialog that was sent: JSON in the field `payload` of a form. */
export function readInteraction(body: string, request: string): SlackRequest {
  const payload = json(new URLSearchParams(body).get('payload') ?? '');
  const { type } = parse(z.object({ type: z.string() }), payload);
  if (type === 'block_actions') return readPress(parse(Press, payload), request);
  if (type === 'view_submission') return readSubmission(parse(Submission, payload), request);
  return { kind: 'none' };
}

function readPress(press: z.output<typeof Press>, request: string): SlackRequest {
  const [action] = press.actions;
  const asked = { ...whoIs(press), request };
  const reply = replyTo(press.user.id, press.response_url, press.channel?.id);
  if (action?.action_id === ACTIONS.approve)
    return { kind: 'vote', ...asked, reply, ballot: ballotIn(action.value), verdict: 'approve', reason: '' };
  if (action?.action_id !== ACTIONS.reject || press.trigger_id === undefined) return { kind: 'none' };
  return { kind: 'ask-reason', ...asked, reply, ballot: ballotIn(action.value), trigger: press.trigger_id };
}

function readSubmission(submission: z.output<typeof Submission>, request: string): SlackRequest {
  const { callback_id: callback, private_metadata: metadata, state } = submission.view;
  if (callback !== REJECTION.callback) return { kind: 'none' };
  const reason = state.values[REJECTION.block]?.[REJECTION.input]?.value?.trim() ?? '';
  if (reason === '') return { kind: 'no-reason' };
  const { ballot, reply } = parse(Metadata, json(metadata));
  const to = replyTo(submission.user.id, reply.url, reply.channel);
  return { kind: 'vote', ...whoIs(submission), request, reply: to, ballot, verdict: 'reject', reason };
}

/**
 * `team` is the workspace that has the app; a guest of a shared channel belongs to another, and only the two ids
 * together say who it is.
 */
function whoIs({
  user: { id: who, team_id: theirs },
  team: of,
}: Pick<z.output<typeof Press>, 'user' | 'team'>) {
  const home = theirs ?? of?.id;
  if (home === undefined) throw new MalformedSlackRequestError('user.team_id: it is nowhere');
  return { identity: { kind: 'slack' as const, team: home, user: who }, team: of?.id ?? home };
}

const replyTo = (who: string, url: string | undefined, channel: string | undefined): Reply => ({
  ...(url !== undefined && { url }),
  ...(channel !== undefined && { channel }),
  user: who,
});

const ballotIn = (value: string | undefined): CardBallot => parse(Ballot, json(value ?? ''));

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedSlackRequestError('payload: it is not JSON', { cause });
  }
}

function parse<Shape extends z.ZodMiniType>(shape: Shape, value: unknown): z.output<Shape> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new MalformedSlackRequestError(issues.join('; '));
}
