import type { Hono } from 'hono';
import * as z from 'zod/mini';
import { checkUp } from '../../src/app/queries/check-up.ts';
import { listDeadLetters, redriveDeadLetters } from '../../src/app/redrive.ts';
import type { ConsoleOptions } from './app.ts';
import { json, parse, person, type Variables } from './requests.ts';

const RedriveRequest = z.object({ discard: z.optional(z.boolean()) });

/** For those who run Towpath: what is wrong with it, and what could not be handled. */
export function addOperations(
  app: Hono<{ Variables: Variables }>,
  { ports, eventStream }: Pick<ConsoleOptions, 'ports' | 'eventStream'>,
): void {
  app.get('/api/me', (context) => {
    const person = context.get('person');
    return context.json({ ...(person !== '' && { person }), ...(eventStream && { eventStream }) });
  });
  app.get('/api/check-up', async (context) => context.json(await checkUp(ports, context.get('person'))));
  app.get('/api/dead-letters', async (context) => context.json(await listDeadLetters(ports)));
  app.post('/api/dead-letters/redrive', async (context) => {
    const { discard = false } = parse(RedriveRequest, await json(context.req.raw));
    return context.json(await redriveDeadLetters(ports, { discard, person: person(context.get('person')) }));
  });
}
