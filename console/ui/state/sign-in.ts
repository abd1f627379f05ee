/** The OpenID provider that people sign in at; the API says which (`sign-in.json`). */
export interface SignIn {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
}

/** What a sign-in needs of the browser. */
export interface SignInBrowser {
  readonly location: Pick<Location, 'origin' | 'pathname' | 'search' | 'hash' | 'assign'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly crypto: Pick<Crypto, 'getRandomValues'> & { readonly subtle: Pick<SubtleCrypto, 'digest'> };
  readonly fetch: typeof globalThis.fetch;
}

/** Kept from leaving to coming back, and used once. */
interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where the person wanted to go. */
  readonly hash: string;
}

const KEY = 'towpath.sign-in';

/** Undefined for a local installation, which is entered by its link. */
export async function loadSignIn({ fetch }: Pick<SignInBrowser, 'fetch'>): Promise<SignIn | undefined> {
  const response = await fetch('sign-in.json');
  if (!response.ok) return undefined;
  const { clientId, authorizeUrl, tokenUrl } = (await response.json()) as Partial<SignIn>;
  return clientId && authorizeUrl && tokenUrl ? { clientId, authorizeUrl, tokenUrl } : undefined;
}

/** Leaves for the provider: authorization code with PKCE (RFC 7636), since a page can keep no secret. */
export async function goToSignIn(browser: SignInBrowser, { authorizeUrl, clientId }: SignIn): Promise<void> {
  const { location, sessionStorage, crypto } = browser;
  const random = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));
  const attempt: Attempt = { state: random(), nonce: random(), verifier: random(), hash: location.hash };
  sessionStorage.setItem(KEY, JSON.stringify(attempt));
  const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(attempt.verifier));
  const query = new URLSearchParams({
    response_type: 'code',
    scope: 'openid',
    client_id: clientId,
    redirect_uri: home(location),
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: base64Url(new Uint8Array(challenge)),
    code_challenge_method: 'S256',
  });
  location.assign(`${authorizeUrl}?${query}`);
}

export class SignInError extends Error {
  override readonly name = 'SignInError';
}

/**
 * Back from the provider: the ID token, which the caller keeps in memory only. Undefined when the address is no answer
 * of the provider. The code leaves the address bar in any case.
 *
 * @throws SignInError
 */
export async function finishSignIn(browser: SignInBrowser, signIn: SignIn): Promise<string | undefined> {
  const { location, history, sessionStorage } = browser;
  const answer = new URLSearchParams(location.search);
  const state = answer.get('state');
  if (state === null) return undefined;
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const attempt = kept === null ? undefined : (JSON.parse(kept) as Attempt);
  history.replaceState(null, '', `${location.pathname}${attempt?.hash ?? ''}`);
  const code = answer.get('code');
  if (attempt?.state !== state) throw new SignInError('This sign-in was not begun in this tab. Begin anew.');
  if (code === null)
    throw new SignInError(
      answer.get('error_description') ?? answer.get('error') ?? 'The provider sent no code.',
    );
  return redeem(browser, signIn, code, attempt);
}

async function redeem(
  { fetch, location }: SignInBrowser,
  { tokenUrl, clientId }: SignIn,
  code: string,
  { verifier, nonce }: Attempt,
): Promise<string> {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      code_verifier: verifier,
      redirect_uri: home(location),
    }).toString(),
  });
  const { id_token: token } = (await response.json().catch(() => ({}))) as { id_token?: unknown };
  if (!response.ok || typeof token !== 'string')
    throw new SignInError(`The provider gave no token (HTTP ${response.status}). Sign in again.`);
  if (claimsOf(token).nonce !== nonce)
    throw new SignInError('The token is not the answer to this sign-in. Begin anew.');
  return token;
}

const home = ({ origin, pathname }: Pick<Location, 'origin' | 'pathname'>): string => `${origin}${pathname}`;

/** Only to be compared: API Gateway verifies the token. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return JSON.parse(atob(payload)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
