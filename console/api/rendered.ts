import { Hono } from 'hono';
import type { Using } from '../../src/app/ports.ts';
import { viewRendered } from '../../src/app/queries/rendered.ts';
import { authenticate } from './authenticate.ts';
import { toResponse } from './errors.ts';
import type { Identify } from './identity.ts';
import type { Variables } from './requests.ts';

export interface RenderingOptions {
  readonly ports: Using<'ledger' | 'repository' | 'renderer' | 'clock'>;
  readonly identify: Identify;
}

/** The one route of the API that runs a program, in a function of its own (docs/decisions/0061). */
export function createRendering({ ports, identify }: RenderingOptions): Hono<{ Variables: Variables }> {
  const app = new Hono<{ Variables: Variables }>();
  app.onError(toResponse);
  app.use('/api/*', authenticate(identify, 'Sign in, or use the link that npm start printed.'));
  app.get('/api/promotions/:id/rendered', async (context) =>
    context.json(await viewRendered(ports, context.req.param('id'))),
  );
  return app;
}
