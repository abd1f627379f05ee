import { tokenIn } from '../lib/route.ts';
import { createStore } from './store.ts';

export interface Session {
  readonly token?: string;
  /** The API did not accept the token that was there. */
  readonly isRefused: boolean;
  /** The token came from a provider that people sign in at: kept in memory, and given to no other tab. */
  readonly isSignedIn?: true;
}

export const session = createStore<Session>({ isRefused: false });

/** What a session needs of the browser. */
export interface SessionBrowser {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/** Between tabs of one browser, so that a deep link in a new tab works. */
export interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

const KEY = 'towpath.token';

/**
 * Takes the token from the link and out of the address bar, or from this tab's storage. It is kept for the tab only
 * and never on disk; a new tab asks the ones that are open for it.
 */
export function beginSession(browser: SessionBrowser, channel: Channel): void {
  channel.addEventListener('message', ({ data }) => answerTab(browser, channel, data));
  if (takeTokenFromLink(browser)) {
    channel.postMessage({ kind: 'token', token: session.get().token });
    return;
  }
  const token = browser.sessionStorage.getItem(KEY);
  if (token === null) channel.postMessage({ kind: 'ask' });
  else session.set({ token, isRefused: false });
}

/** True when the address was a link with a token; it now leads to the first page. */
export function takeTokenFromLink(browser: SessionBrowser): boolean {
  const { location, history } = browser;
  const token = tokenIn(location.hash);
  if (token === undefined) return false;
  history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  keep(browser, token);
  return true;
}

/** With the token of a provider. */
export const signedIn = (token: string): void => session.set({ token, isRefused: false, isSignedIn: true });

/** After the API has refused the token. */
export function endSession({ sessionStorage }: Pick<SessionBrowser, 'sessionStorage'>): void {
  sessionStorage.removeItem(KEY);
  session.set({ isRefused: true });
}

function answerTab(browser: SessionBrowser, channel: Channel, message: unknown): void {
  const { kind, token } = message as { kind?: unknown; token?: unknown };
  const { token: own, isSignedIn } = session.get();
  if (kind === 'ask' && own !== undefined && !isSignedIn) channel.postMessage({ kind: 'token', token: own });
  if (kind === 'token' && typeof token === 'string' && own === undefined) keep(browser, token);
}

function keep({ sessionStorage }: SessionBrowser, token: string): void {
  sessionStorage.setItem(KEY, token);
  session.set({ token, isRefused: false });
}
