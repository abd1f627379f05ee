import type { Hono } from 'hono';

/** The built page by file name; undefined where there is no such file. */
export type Assets = (name: string) => { readonly body: string; readonly type: string } | undefined;

/**
 * The page may run only its own script and style, talk only to its own origin and to where it gets its token, and be
 * framed by nobody.
 */
const securityHeaders = (signIn: SignIn | undefined) => ({
  'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src ${["'self'", ...(signIn ? [new URL(signIn.tokenUrl).origin] : [])].join(' ')}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
});

/** Where people sign in, as the stack says; nothing in it is secret. */
export interface SignIn {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
}

export function serveAssets<Variables extends object>(
  app: Hono<{ Variables: Variables }>,
  assets: Assets,
  signIn: SignIn | undefined,
): void {
  const headers = securityHeaders(signIn);
  app.get('/sign-in.json', (context) => context.json(signIn ?? {}, 200, { 'cache-control': 'no-cache' }));
  app.get('/:file?', (context) => {
    const name = context.req.param('file') ?? 'index.html';
    const asset = assets(name);
    if (asset === undefined) return context.json({ message: `There is no page ${name}.` }, 404);
    return context.body(asset.body, 200, {
      ...headers,
      'content-type': asset.type,
      'cache-control': 'no-cache',
    });
  });
}
