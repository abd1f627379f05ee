import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { type Handler, isBearer, MalformedBodyError, readBody, readObject, sendJson } from '../../http.ts';
import { pageFiles, sendPageFile } from '../../page/files.ts';
import { type Act, act, type Dialog, isAct, respond, type Scene } from './acts.ts';
import { type Message, openConversation } from './conversation.ts';
import { asValue } from './limits.ts';
import { METHODS } from './methods.ts';
import { createTickets } from './tickets.ts';

export interface SlackOptions {
  readonly clock: Clock;
  readonly signingSecret: string;
  readonly botToken: string;
  readonly team: string;
  readonly users: readonly { readonly id: string; readonly name: string }[];
  readonly channels: readonly string[];
  /** Of this server; of the app as well, unless that is elsewhere. */
  readonly endpoint: () => string;
  readonly app?: { readonly url: () => string; readonly answerMs?: number };
  /** Lets a person of this machine in; whoever has it may act as anybody here. */
  readonly token: string;
  /** Where messages survive a restart. */
  readonly directory?: string;
  readonly newId?: () => string;
}

/** A workspace that knows nothing of what is said in it: Slack's API below `/slack/api/`, and its channels as a page. */
export interface Slack {
  readonly handle: Handler;
  readonly messages: () => readonly Message[];
  readonly dialogs: () => readonly Dialog[];
  /** A person of the workspace does something; says what went wrong. */
  act(user: string, what: Act): Promise<string | undefined>;
  /** The next so many calls of the API are answered with 429. */
  beBusy(calls: number, retryAfterSeconds: number): void;
  close(): void;
}

const BODY_LIMIT = 1024 * 1024;
const PAGE = pageFiles('/slack', join(import.meta.dirname, 'page'));

export function createSlack(options: SlackOptions): Slack {
  const { clock, endpoint, newId = randomUUID } = options;
  const now = (): number => clock.now();
  const conversation = openConversation(options.directory, now);
  const dialogs = new Map<string, Dialog>();
  const scene: Scene = {
    ...options,
    ...{ conversation, dialogs, tickets: createTickets(now, newId) },
    sender: {
      ...{ signingSecret: options.signingSecret, now, appUrl: options.app?.url ?? endpoint },
      ...(options.app?.answerMs !== undefined && { answerMs: options.app.answerMs }),
    },
    responseUrl: (id) => `${endpoint()}/slack/response/${id}`,
    open(user, view) {
      const id = `V${newId()}`;
      dialogs.set(id, { id, user, view });
      return id;
    },
  };
  let busy = { calls: 0, retryAfterSeconds: 0 };
  const isBusy = (): boolean => {
    busy = { ...busy, calls: busy.calls - 1 };
    return busy.calls >= 0;
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== '/slack' && !url.pathname.startsWith('/slack/')) return false;
    const route = `${request.method} ${url.pathname}`;
    const page = request.method === 'GET' ? PAGE[url.pathname] : undefined;
    if (page !== undefined) sendPageFile(response, page);
    else if (route.startsWith('POST /slack/api/')) await callMethod(route.slice(16), request, response);
    else if (route.startsWith('POST /slack/response/'))
      sendJson(response, ...respond(scene, route.slice(21), await json(request)));
    else if (!isBearer(request, options.token))
      sendJson(response, 401, { message: 'Unauthenticated. Use the link that npm start printed.' });
    else await servePage(route, url, request, response);
    return true;
  }

  async function callMethod(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isBusy()) {
      const headers = { 'retry-after': String(busy.retryAfterSeconds) };
      sendJson(response, 429, { ok: false, error: 'ratelimited' }, headers);
      return;
    }
    const isOurs = isBearer(request, options.botToken);
    const method = METHODS[name];
    const input = asValue(await json(request));
    if (!isOurs) sendJson(response, 200, { ok: false, error: 'invalid_auth' });
    else sendJson(response, 200, method?.(scene, input) ?? { ok: false, error: 'unknown_method' });
  }

  async function servePage(
    route: string,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (route === 'GET /slack/state') sendJson(response, 200, stateFor(url.searchParams.get('user') ?? ''));
    else if (route === 'POST /slack/act') await actFor(request, response);
    else sendJson(response, 404, { message: `${route} is not known here.` });
  }

  async function actFor(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { user, ...what } = await readObject(request, BODY_LIMIT);
      if (typeof user !== 'string' || !isAct(what))
        throw new MalformedBodyError(`no act of a person: ${JSON.stringify(what)}`);
      sendJson(response, 200, { failure: await act(scene, user, what) });
    } catch (error) {
      if (!(error instanceof MalformedBodyError)) throw error;
      sendJson(response, 400, { message: error.message });
    }
  }

  const stateFor = (user: string) => ({
    users: options.users,
    channels: options.channels,
    messages: conversation.all().filter(({ onlyFor }) => onlyFor === undefined || onlyFor === user),
    dialog: [...dialogs.values()].find((dialog) => dialog.user === user),
  });

  return {
    handle,
    messages: conversation.all,
    dialogs: () => [...dialogs.values()],
    act: (user, what) => act(scene, user, what),
    beBusy(calls, retryAfterSeconds) {
      busy = { calls, retryAfterSeconds };
    },
    close: conversation.close,
  };
}

async function json(request: IncomingMessage): Promise<unknown> {
  const text = (await readBody(request, BODY_LIMIT)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
