import type { Hono } from 'hono';

/** The built page by file name; undefined where there is no such file. */
export type Assets = (name: string) => { readonly body: string; readonly type: string } | undefined;

/** The page may run only its own script and style, talk only to its own origin, and be framed by nobody. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

export function serveAssets<Variables extends object>(
  app: Hono<{ Variables: Variables }>,
  assets: Assets,
): void {
  app.get('/:file?', (context) => {
    const name = context.req.param('file') ?? 'index.html';
    const asset = assets(name);
    if (asset === undefined) return context.json({ message: `There is no page ${name}.` }, 404);
    return context.body(asset.body, 200, {
      ...SECURITY_HEADERS,
      'content-type': asset.type,
      'cache-control': 'no-cache',
    });
  });
}
