import { beforeEach, describe, expect, it } from 'vitest';
import {
  beginSession,
  type Channel,
  endSession,
  session,
  takeTokenFromLink,
} from '../../../../../console/ui/state/session.ts';

type Listener = Parameters<Channel['addEventListener']>[1];

/** One tab: its address, its storage, and what it says to the other tabs. */
function openTab(hash: string, kept: Record<string, string> = {}) {
  const stored = new Map(Object.entries(kept));
  const said: unknown[] = [];
  const listeners: Listener[] = [];
  const location = { hash, pathname: '/', search: '' };
  const browser = {
    location,
    history: {
      replaceState: (_: unknown, __: string, url?: string | URL | null) => {
        location.hash = String(url).replace(/^[^#]*/, '');
      },
    },
    sessionStorage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
      removeItem: (key: string) => void stored.delete(key),
    },
  };
  const channel: Channel = {
    postMessage: (message) => void said.push(message),
    addEventListener: (_, listener) => void listeners.push(listener),
  };
  const hear = (data: unknown) => {
    for (const listener of listeners) listener({ data });
  };
  return { browser, channel, location, stored, said, hear };
}

beforeEach(() => session.set({ isRefused: false }));

describe('a session', () => {
  it('takes the token from the link, out of the address, and tells tabs that wait for one', () => {
    const { browser, channel, location, stored, said } = openTab('#token=s3cret');
    beginSession(browser, channel);
    expect(session.get()).toEqual({ token: 's3cret', isRefused: false });
    expect(location.hash).toBe('#/');
    expect([...stored.values()]).toEqual(['s3cret']);
    expect(said).toEqual([{ kind: 'token', token: 's3cret' }]);
  });

  it('survives a reload on any page', () => {
    const { browser, channel, location } = openTab('#/pipelines/checkout', { 'towpath.token': 's3cret' });
    beginSession(browser, channel);
    expect(session.get().token).toBe('s3cret');
    expect(location.hash).toBe('#/pipelines/checkout');
  });

  it('of a new tab begins with the token of one that is open', () => {
    const { browser, channel, said, hear, stored } = openTab('#/ledger');
    beginSession(browser, channel);
    expect(session.get().token).toBeUndefined();
    expect(said).toEqual([{ kind: 'ask' }]);
    hear({ kind: 'token', token: 's3cret' });
    expect(session.get().token).toBe('s3cret');
    expect([...stored.values()]).toEqual(['s3cret']);
  });

  it('answers a new tab, and keeps its own token whatever others say', () => {
    const { browser, channel, said, hear } = openTab('#token=mine');
    beginSession(browser, channel);
    hear({ kind: 'ask' });
    hear({ kind: 'token', token: 'other' });
    expect(said.at(-1)).toEqual({ kind: 'token', token: 'mine' });
    expect(session.get().token).toBe('mine');
  });

  it('ends when the token is refused, and begins again with the next link', () => {
    const { browser, channel, stored, location } = openTab('#token=old');
    beginSession(browser, channel);
    endSession(browser);
    expect(session.get()).toEqual({ isRefused: true });
    expect(stored.size).toBe(0);
    location.hash = '#token=new';
    expect(takeTokenFromLink(browser)).toBe(true);
    expect(session.get()).toEqual({ token: 'new', isRefused: false });
    expect(takeTokenFromLink(browser)).toBe(false);
  });
});
