import type { Message } from './conversation.ts';
import { asValue } from './limits.ts';
import type { MethodAnswer, Workspace } from './methods.ts';
import { say } from './methods.ts';
import { type AppAnswer, type SenderOptions, send } from './sender.ts';

/** What a person does on the page. */
export type Act =
  | { readonly kind: 'press'; readonly channel: string; readonly ts: string; readonly action: string }
  | { readonly kind: 'submit'; readonly view: string; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'close'; readonly view: string }
  | { readonly kind: 'command'; readonly channel: string; readonly text: string };

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  press: ['channel', 'ts', 'action'],
  submit: ['view'],
  close: ['view'],
  command: ['channel', 'text'],
};

export function isAct(value: Readonly<Record<string, unknown>>): value is Act {
  const texts = TEXTS[String(value.kind)];
  if (texts === undefined || texts.some((name) => typeof value[name] !== 'string')) return false;
  return value.kind !== 'submit' || (typeof value.values === 'object' && value.values !== null);
}

export interface Dialog {
  readonly id: string;
  readonly user: string;
  readonly view: Readonly<Record<string, unknown>>;
  /** What the app found wrong with the answers, by block. */
  errors?: Readonly<Record<string, string>>;
}

export interface Scene extends Workspace {
  readonly team: string;
  readonly dialogs: Map<string, Dialog>;
  readonly sender: SenderOptions;
  /** Where the app may answer without a token. */
  responseUrl(id: string): string;
}

const INTERACTIONS = '/v1/slack/interactions';
const COMMANDS = '/v1/slack/commands';

/** Does it as Slack would, with a signed request; returns what goes wrong, for the person. */
export async function act(scene: Scene, user: string, what: Act): Promise<string | undefined> {
  if (what.kind === 'close') {
    scene.dialogs.delete(what.view);
    return undefined;
  }
  if (what.kind === 'press') return press(scene, user, what);
  if (what.kind === 'submit') return submit(scene, user, what);
  const form = {
    ...{ team_id: scene.team, user_id: user, user_name: nameOf(scene, user), channel_id: what.channel },
    ...{ command: '/towpath', text: what.text, trigger_id: scene.tickets.newTrigger(user) },
    response_url: scene.responseUrl(scene.tickets.newResponse(what.channel, user)),
  };
  return failureOf(await send(scene.sender, COMMANDS, form));
}

async function press(scene: Scene, user: string, { channel, ts, action }: Act & { kind: 'press' }) {
  const message = scene.conversation.find(channel, ts);
  const button = message && buttonOf(message, action);
  if (message === undefined || button === undefined) return 'There is no such button any more.';
  const payload = {
    ...{ type: 'block_actions', ...whoAndWhere(scene, user), channel: { id: channel } },
    ...{ container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false } },
    trigger_id: scene.tickets.newTrigger(user),
    response_url: scene.responseUrl(scene.tickets.newResponse(channel, user)),
    message: { ts, text: message.text, blocks: message.blocks },
    actions: [{ ...button, action_ts: scene.conversation.newTs() }],
  };
  return failureOf(await send(scene.sender, INTERACTIONS, { payload: JSON.stringify(payload) }));
}

async function submit(scene: Scene, user: string, { view: id, values }: Act & { kind: 'submit' }) {
  const dialog = scene.dialogs.get(id);
  if (dialog?.user !== user) return 'The dialog is closed.';
  const payload = {
    ...{ type: 'view_submission', ...whoAndWhere(scene, user) },
    view: { ...dialog.view, id, state: { values: stateOf(dialog, values) } },
    response_urls: [],
  };
  const answer = await send(scene.sender, INTERACTIONS, { payload: JSON.stringify(payload) });
  const said = 'body' in answer ? asValue(answer.body) : {};
  if (said.response_action === 'errors') dialog.errors = said.errors as Record<string, string>;
  else if (failureOf(answer) === undefined) scene.dialogs.delete(id);
  return failureOf(answer);
}

const whoAndWhere = (scene: Scene, user: string) => ({
  user: { id: user, username: nameOf(scene, user), name: nameOf(scene, user), team_id: scene.team },
  team: { id: scene.team, domain: 'local' },
  api_app_id: 'A0LOCAL',
  is_enterprise_install: false,
});

const nameOf = ({ users }: Scene, user: string): string => users.find(({ id }) => id === user)?.name ?? user;

function buttonOf({ blocks }: Message, action: string): Readonly<Record<string, unknown>> | undefined {
  return blocks
    .flatMap((block) => asValue(block).elements ?? [])
    .map(asValue)
    .find(({ action_id: id }) => id === action);
}

function stateOf({ view }: Dialog, values: Readonly<Record<string, string>>) {
  const inputs = (view.blocks as unknown[]).map(asValue).filter(({ type }) => type === 'input');
  return Object.fromEntries(
    inputs.map(({ block_id: block, element }) => {
      const value = values[String(block)] || null;
      return [block, { [String(asValue(element).action_id)]: { type: 'plain_text_input', value } }];
    }),
  );
}

/** Slack shows the person that something went wrong, and little more. */
function failureOf(answer: AppAnswer): string | undefined {
  if ('error' in answer) return `The app did not answer in time (${answer.error}).`;
  return answer.status === 200 ? undefined : `The app answered with HTTP ${answer.status}.`;
}

/** What the app posts to a response_url: HTTP status and body. */
export function respond(
  scene: Scene,
  id: string,
  body: unknown,
): [status: number, answer: MethodAnswer | object] {
  const response = scene.tickets.useResponse(id);
  if (typeof response === 'string') return [404, { ok: false, error: response }];
  const { text = '', blocks = [] } = asValue(body);
  say(scene, response.channel, response.user, { text: String(text), blocks: blocks as unknown[] });
  return [200, { ok: true }];
}
