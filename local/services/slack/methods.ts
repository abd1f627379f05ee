import type { Conversation, Message } from './conversation.ts';
import { asValue, LIMITS, problemsOfBlocks, problemsOfView } from './limits.ts';
import type { Tickets } from './tickets.ts';

/** What a Web API method answers; errors are HTTP 200 with `ok: false`, as Slack's are. */
export type MethodAnswer =
  | { readonly ok: true; readonly [field: string]: unknown }
  | { readonly ok: false; readonly error: string; readonly response_metadata?: unknown };

export interface Workspace {
  readonly conversation: Conversation;
  readonly tickets: Tickets;
  readonly users: readonly { readonly id: string; readonly name: string }[];
  readonly channels: readonly string[];
  /** Opens a dialog for a person; undefined when there is no such person. */
  open(user: string, view: Readonly<Record<string, unknown>>): string;
}

type Input = Readonly<Record<string, unknown>>;
type Method = (workspace: Workspace, input: Input) => MethodAnswer;

/** The methods that Towpath calls, with the errors that Slack documents for them. */
export const METHODS: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.postEphemeral': postEphemeral,
  'views.open': openView,
};

const refuse = (error: string, messages: readonly string[] = []): MethodAnswer => ({
  ok: false,
  error,
  ...(messages.length > 0 && { response_metadata: { messages } }),
});

/** What is wrong with a message's place and content, in Slack's words. */
function whyNoMessage(
  { channels }: Workspace,
  { channel, text, blocks = [] }: Input,
): MethodAnswer | undefined {
  if (typeof channel !== 'string' || !channels.includes(channel)) return refuse('channel_not_found');
  const isEmpty =
    (typeof text !== 'string' || text === '') && (!Array.isArray(blocks) || blocks.length === 0);
  if (isEmpty) return refuse('no_text');
  if (typeof text === 'string' && text.length > LIMITS.text) return refuse('msg_too_long');
  const problems = problemsOfBlocks(blocks);
  return problems.length > 0 ? refuse('invalid_blocks', problems) : undefined;
}

function contentOf({ text, blocks }: Input): Pick<Message, 'text' | 'blocks'> {
  return { text: typeof text === 'string' ? text : '', blocks: Array.isArray(blocks) ? blocks : [] };
}

function postMessage(workspace: Workspace, input: Input): MethodAnswer {
  const wrong = whyNoMessage(workspace, input);
  if (wrong !== undefined) return wrong;
  const { conversation } = workspace;
  const { channel, thread_ts: thread, reply_broadcast: broadcast } = input;
  if (thread !== undefined && conversation.find(channel, thread) === undefined)
    return refuse('thread_not_found');
  const message: Message = {
    ...contentOf(input),
    ...{ channel: String(channel), ts: conversation.newTs() },
    ...(thread !== undefined && { thread: String(thread) }),
    ...(broadcast === true && { broadcast: true }),
  };
  conversation.put(message);
  return { ok: true, channel: message.channel, ts: message.ts };
}

function update(workspace: Workspace, input: Input): MethodAnswer {
  const wrong = whyNoMessage(workspace, input);
  if (wrong !== undefined) return wrong;
  const known = workspace.conversation.find(input.channel, input.ts);
  if (known === undefined || known.onlyFor !== undefined) return refuse('message_not_found');
  workspace.conversation.put({ ...known, ...contentOf(input), edited: true });
  return { ok: true, channel: known.channel, ts: known.ts };
}

function postEphemeral(workspace: Workspace, input: Input): MethodAnswer {
  const wrong = whyNoMessage(workspace, input);
  if (wrong !== undefined) return wrong;
  const { channel, user } = input;
  if (!workspace.users.some(({ id }) => id === user)) return refuse('user_not_in_channel');
  return say(workspace, String(channel), String(user), contentOf(input));
}

/** Something that one person alone sees. */
export function say(
  { conversation }: Pick<Workspace, 'conversation'>,
  channel: string,
  user: string,
  content: Pick<Message, 'text' | 'blocks'>,
): MethodAnswer {
  const ts = conversation.newTs();
  conversation.put({ ...content, channel, ts, onlyFor: user });
  return { ok: true, message_ts: ts };
}

function openView({ tickets, open }: Workspace, { trigger_id: trigger, view }: Input): MethodAnswer {
  const problems = problemsOfView(view);
  if (problems.length > 0) return refuse('invalid_arguments', problems);
  const used = tickets.useTrigger(String(trigger));
  if (typeof used === 'string') return refuse(used);
  return { ok: true, view: { id: open(used.user, asValue(view)) } };
}
