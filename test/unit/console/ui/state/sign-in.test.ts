import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  finishSignIn,
  goToSignIn,
  loadSignIn,
  type SignInBrowser,
} from '../../../../../console/ui/state/sign-in.ts';

const signIn = {
  authorizeUrl: 'https://login.test/authorize',
  tokenUrl: 'https://login.test/token',
  clientId: 'page',
};

/** An OpenID provider as far as RFC 6749, RFC 7636 and OpenID Connect ask of it. */
class Provider {
  readonly #granted = new Map<string, URLSearchParams>();
  /** Replaces the nonce in the tokens that it gives. */
  nonce?: string;

  /** The person signs in; back comes the query of the redirection. */
  authorize(address: string): string {
    const asked = new URL(address).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: 'page',
      code_challenge_method: 'S256',
      redirect_uri: 'https://towpath.test/',
    });
    const code = `code ${this.#granted.size}`;
    this.#granted.set(code, asked);
    return `?${new URLSearchParams({ code, state: asked.get('state') ?? '' })}`;
  }

  readonly fetch = (async (input, init) => {
    expect(String(input)).toBe(signIn.tokenUrl);
    const sent = new URLSearchParams(String(init?.body));
    const asked = this.#granted.get(sent.get('code') ?? '');
    this.#granted.delete(sent.get('code') ?? '');
    const proof = createHash('sha256')
      .update(sent.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight =
      proof === asked?.get('code_challenge') && sent.get('redirect_uri') === asked.get('redirect_uri');
    if (!isRight) return new Response('{"error":"invalid_grant"}', { status: 400 });
    const claims = { sub: 'anna', nonce: this.nonce ?? asked.get('nonce') };
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return Response.json({ id_token: `head.${payload}.signature` });
  }) as typeof globalThis.fetch;
}

function openTab(provider: Provider, hash = '#/pipelines/checkout') {
  const stored = new Map<string, string>();
  const location = {
    origin: 'https://towpath.test',
    pathname: '/',
    search: '',
    hash,
    left: '',
    assign(address: string | URL) {
      this.left = String(address);
    },
  };
  const browser: SignInBrowser = {
    location,
    history: {
      replaceState: (_: unknown, __: string, address?: string | URL | null) => {
        const url = new URL(String(address), location.origin);
        Object.assign(location, { search: url.search, hash: url.hash });
      },
    },
    sessionStorage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
      removeItem: (key) => void stored.delete(key),
    },
    crypto,
    fetch: provider.fetch,
  };
  /** Goes to the provider and comes back. */
  const signInThere = async (): Promise<void> => {
    await goToSignIn(browser, signIn);
    location.search = provider.authorize(location.left);
    location.hash = '';
  };
  return { browser, location, stored, signInThere };
}

describe('signing in', () => {
  it('ends with a token, where the person wanted to go, and leaves nothing behind', async () => {
    const tab = openTab(new Provider());
    await tab.signInThere();
    expect(await finishSignIn(tab.browser, signIn)).toMatch(/^head\..+\.signature$/);
    expect(tab.location).toMatchObject({ search: '', hash: '#/pipelines/checkout' });
    expect([...tab.stored]).toEqual([]);
  });

  it('takes no part in an address without an answer', async () => {
    expect(await finishSignIn(openTab(new Provider()).browser, signIn)).toBeUndefined();
  });

  it('refuses an answer that this tab did not ask for', async () => {
    const provider = new Provider();
    const [own, other] = [openTab(provider), openTab(provider)];
    await other.signInThere();
    own.location.search = other.location.search;
    await expect(finishSignIn(own.browser, signIn)).rejects.toThrow('was not begun in this tab');
    expect(own.location.search).toBe('');
  });

  it('refuses an answer that comes a second time', async () => {
    const tab = openTab(new Provider());
    await tab.signInThere();
    const { search } = tab.location;
    await finishSignIn(tab.browser, signIn);
    tab.location.search = search;
    await expect(finishSignIn(tab.browser, signIn)).rejects.toThrow('was not begun in this tab');
  });

  it('refuses a token that was made for another attempt', async () => {
    const provider = new Provider();
    provider.nonce = 'another';
    const tab = openTab(provider);
    await tab.signInThere();
    await expect(finishSignIn(tab.browser, signIn)).rejects.toThrow('not the answer to this sign-in');
  });

  it('is nothing to whoever stole the code alone', async () => {
    const provider = new Provider();
    const tab = openTab(provider);
    await tab.signInThere();
    const attempt = JSON.parse(tab.stored.get('towpath.sign-in') ?? '');
    tab.stored.set('towpath.sign-in', JSON.stringify({ ...attempt, verifier: 'a guess' }));
    await expect(finishSignIn(tab.browser, signIn)).rejects.toThrow('gave no token (HTTP 400)');
  });

  it("says the provider's own reason when it lets nobody in", async () => {
    const tab = openTab(new Provider());
    await goToSignIn(tab.browser, signIn);
    const { state } = JSON.parse(tab.stored.get('towpath.sign-in') ?? '');
    tab.location.search = `?${new URLSearchParams({ state, error: 'access_denied', error_description: 'Not invited' })}`;
    await expect(finishSignIn(tab.browser, signIn)).rejects.toThrow('Not invited');
  });
});

describe('where people sign in', () => {
  const load = (body: unknown, status = 200) =>
    loadSignIn({ fetch: async () => Response.json(body, { status }) });

  it('is what the API says, or nowhere', async () => {
    expect(await load(signIn)).toEqual(signIn);
    expect(await load({})).toBeUndefined();
    expect(await load({}, 404)).toBeUndefined();
  });
});
