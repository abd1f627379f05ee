import type { MiddlewareHandler } from 'hono';

/** The fleet says first when it was looked at; that alone is no change. */
const LOOKED_AT = /^\{"at":"[^"]*",/;

/** Tags what is read, and answers 304 to whoever has it already (docs/decisions/0044). */
export const tellUnchanged: MiddlewareHandler = async (context, next) => {
  await next();
  if (context.req.method !== 'GET' || context.res.status !== 200) return;
  const body = await context.res.clone().text();
  const tag = `"${await digestOf(body.replace(LOOKED_AT, '{'))}"`;
  if (context.req.header('if-none-match') === tag)
    context.res = new Response(null, { status: 304, headers: context.res.headers });
  context.res.headers.set('etag', tag);
};

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest).slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
