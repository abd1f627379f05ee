import { Hono } from 'hono';
import * as z from 'zod/mini';
import { type CheckUpNeeds, checkUp } from '../../src/app/queries/check-up.ts';
import { listDeadLetters, redriveDeadLetters } from '../../src/app/redrive.ts';
import { authenticate } from './authenticate.ts';
import { toResponse } from './errors.ts';
import type { Identify } from './identity.ts';
import { json, parse, person, type Variables } from './requests.ts';

export interface OperationsOptions {
  readonly ports: CheckUpNeeds;
  readonly identify: Identify;
}

const RedriveRequest = z.object({ discard: z.optional(z.boolean()) });

/**
 * For those who run Towpath: what is wrong with it, and what could not be handled. In a function of its own
 * (docs/decisions/0074).
 */
export function createOperations({ ports, identify }: OperationsOptions): Hono<{ Variables: Variables }> {
  const app = new Hono<{ Variables: Variables }>();
  app.onError(toResponse);
  app.use('/api/*', authenticate(identify, 'Sign in, or use the link that npm start printed.'));
  app.get('/api/check-up', async (context) => context.json(await checkUp(ports, context.get('person'))));
  app.get('/api/dead-letters', async (context) => context.json(await listDeadLetters(ports)));
  app.post('/api/dead-letters/redrive', async (context) => {
    const { discard = false } = parse(RedriveRequest, await json(context.req.raw));
    return context.json(await redriveDeadLetters(ports, { discard, person: person(context.get('person')) }));
  });
  return app;
}
