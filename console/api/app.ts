import { Hono } from 'hono';
import * as z from 'zod/mini';
import { castVote } from '../../src/app/cast-vote.ts';
import { holdStage, liftHold } from '../../src/app/hold-stage.ts';
import { overrideGate } from '../../src/app/override-gate.ts';
import type { Using } from '../../src/app/ports.ts';
import { liftMark, promote } from '../../src/app/promote.ts';
import { viewDiff } from '../../src/app/queries/diff.ts';
import { explainStage } from '../../src/app/queries/explain.ts';
import { viewFleet, viewPipeline } from '../../src/app/queries/fleet.ts';
import { ledgerLines, verifyLedger } from '../../src/app/queries/ledger.ts';
import { viewPromotion, viewRelease } from '../../src/app/queries/promotion.ts';
import { viewSettings } from '../../src/app/queries/settings.ts';
import { validateFile } from '../../src/app/queries/validate-file.ts';
import { rollBack } from '../../src/app/roll-back.ts';
import { resume, stop } from '../../src/app/stop.ts';
import { type Assets, type SignIn, serveAssets } from './assets.ts';
import { authenticate } from './authenticate.ts';
import { toResponse } from './errors.ts';
import type { Identify } from './identity.ts';
import { FILE_BYTES, json, known, parse, person, type Variables } from './requests.ts';
import { tellUnchanged } from './unchanged.ts';

/** What the console's use cases and queries reach. */
export type ConsolePorts = Using<
  | 'ledger'
  | 'configuration'
  | 'repository'
  | 'changes'
  | 'health'
  | 'workflow'
  | 'waits'
  | 'wakes'
  | 'clock'
  | 'log'
>;

export interface ConsoleOptions {
  readonly ports: ConsolePorts;
  readonly identify: Identify;
  readonly assets: Assets;
  /** Where the page lets people sign in; without it the page is entered by its link. */
  readonly signIn?: SignIn | undefined;
  /** Path of a stream of server-sent events that tells the page when to ask; without it the page asks by the clock. */
  readonly eventStream?: string | undefined;
  /** Address of a pull request, with `{id}` for its number; without it pull requests are named, not linked to. */
  readonly pullRequestUrl?: string | undefined;
}

const Reason = z.object({ reason: z.string() });
const Ballot = z.object({
  verdict: z.enum(['approve', 'reject']),
  reason: z.string(),
  promotion: z.optional(z.string()),
  seen: z.optional(z.object({ digest: z.string(), commit: z.optional(z.string()) })),
});
const File = z.object({ path: z.string().check(z.minLength(1)), text: z.string() });
const PromoteRequest = z.object({
  stage: z.string().check(z.minLength(1)),
  override: z.optional(z.object({ gate: z.literal('after'), reason: z.string() })),
});
const OverrideRequest = z.object({
  gate: z.string(),
  reason: z.string(),
  promotion: z.optional(z.string()),
});
const RollbackRequest = z.object({ to: z.optional(z.string()), reason: z.string() });
const name = z.string().check(z.minLength(1));
const StopRequest = z.object({
  scope: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('everything') }),
    z.object({ kind: z.literal('pipeline'), pipeline: name }),
    z.object({ kind: z.literal('stage'), pipeline: name, stage: name }),
    z.object({ kind: z.literal('cluster'), cluster: name }),
  ]),
  reason: z.string(),
});
const MOST_ENTRIES = 1000;
const text = z.optional(z.string());
const LedgerQuery = z.object({ pipeline: text, stage: text, by: text, type: text, limit: text });

/** The API behind page and command line, and the page itself: the same app on Lambda and on a laptop. */
export function createConsole({
  ports,
  identify,
  assets,
  signIn,
  eventStream,
  pullRequestUrl,
}: ConsoleOptions): Hono<{ Variables: Variables }> {
  const app = new Hono<{ Variables: Variables }>();
  app.onError(toResponse);
  app.notFound((context) =>
    context.json({ message: `${context.req.method} ${context.req.path} is not a page.` }, 404),
  );

  const wayIn = signIn ? 'Sign in.' : 'Use the link that npm start printed.';
  app.use('/api/*', authenticate(identify, wayIn));
  app.use('/api/*', tellUnchanged);
  app.get('/api/me', (context) => {
    const person = context.get('person');
    return context.json({ ...(person !== '' && { person }), ...(eventStream && { eventStream }) });
  });
  app.get('/api/fleet', async (context) => context.json(await viewFleet(ports)));
  app.get('/api/pipelines/:pipeline', async (context) =>
    context.json(await viewPipeline(ports, context.req.param('pipeline'))),
  );
  app.get('/api/releases/:id', async (context) =>
    context.json(await viewRelease(ports, context.req.param('id'))),
  );
  app.get('/api/promotions/:id', async (context) =>
    context.json(await viewPromotion(ports, context.req.param('id'), pullRequestUrl)),
  );
  app.get('/api/promotions/:id/diff', async (context) =>
    context.json(await viewDiff(ports, context.req.param('id'))),
  );
  app.get('/api/ledger', async (context) => {
    const { limit = '100', ...filter } = parse(LedgerQuery, context.req.query());
    const most = Math.min(MOST_ENTRIES, Math.max(1, Number.parseInt(limit, 10) || 100));
    return context.json(await ledgerLines(ports, { ...filter, limit: most }));
  });
  app.get('/api/settings', async (context) => context.json(await viewSettings(ports)));
  app.get('/api/ledger/verification', async (context) => context.json(await verifyLedger(ports)));
  app.post('/api/validation', async (context) =>
    context.json(await validateFile(ports, parse(File, await json(context.req.raw, FILE_BYTES)))),
  );

  const stage = '/api/pipelines/:pipeline/stages/:stage';
  app.get(`${stage}/explanation`, async (context) => {
    const { pipeline = '', stage: name = '' } = context.req.param();
    return context.json(await explainStage(ports, pipeline, name));
  });
  app.post(`${stage}/votes`, async (context) => {
    const place = placeOf(context.req.param());
    const ballot = parse(Ballot, await json(context.req.raw));
    const via = context.req.header('x-towpath-via') === 'cli' ? 'cli' : 'console';
    return context.json(
      await castVote(ports, { ...place, ...ballot, identity: known(context.get('identity')), via }),
    );
  });
  for (const [path, act] of [
    ['hold', holdStage],
    ['hold/lift', liftHold],
  ] as const) {
    app.post(`${stage}/${path}`, async (context) => {
      const { reason } = parse(Reason, await json(context.req.raw));
      await act(ports, { ...placeOf(context.req.param()), person: person(context.get('person')), reason });
      return context.body(null, 204);
    });
  }

  app.post(`${stage}/overrides`, async (context) => {
    const place = placeOf(context.req.param());
    const order = parse(OverrideRequest, await json(context.req.raw));
    return context.json(
      await overrideGate(ports, { ...place, ...order, person: person(context.get('person')) }),
    );
  });
  app.post('/api/releases/:id/promotions', async (context) => {
    const request = parse(PromoteRequest, await json(context.req.raw));
    const order = { release: context.req.param('id'), person: person(context.get('person')), ...request };
    return context.json(await promote(ports, order));
  });
  app.post('/api/releases/:id/mark/lift', async (context) => {
    const { reason } = parse(Reason, await json(context.req.raw));
    await liftMark(ports, {
      release: context.req.param('id'),
      person: person(context.get('person')),
      reason,
    });
    return context.body(null, 204);
  });
  app.post(`${stage}/rollback`, async (context) => {
    const order = parse(RollbackRequest, await json(context.req.raw));
    const place = placeOf(context.req.param());
    return context.json(await rollBack(ports, { ...place, ...order, person: person(context.get('person')) }));
  });

  for (const [path, act] of [
    ['/api/stops', stop],
    ['/api/stops/lift', resume],
  ] as const) {
    app.post(path, async (context) => {
      const request = parse(StopRequest, await json(context.req.raw));
      await act(ports, { ...request, person: person(context.get('person')) });
      return context.body(null, 204);
    });
  }

  serveAssets(app, assets, signIn);
  return app;
}

const placeOf = ({ pipeline = '', stage = '' }: Readonly<Record<string, string>>) => ({ pipeline, stage });
