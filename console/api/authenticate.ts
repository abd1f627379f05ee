import type { MiddlewareHandler } from 'hono';
import type { Identify } from './identity.ts';
import type { Variables } from './requests.ts';

/** Lets only callers through that somebody vouches for, and keeps answers for them out of every cache. */
export const authenticate =
  (identify: Identify, wayIn: string): MiddlewareHandler<{ Variables: Variables }> =>
  async (context, next) => {
    const caller = await identify(context.req.raw);
    if (caller === undefined) return context.json({ message: `Unauthenticated. ${wayIn}` }, 401);
    context.set('person', caller.person ?? '');
    context.set('identity', caller.identity);
    context.header('cache-control', 'no-store');
    return next();
  };
