import type { LambdaEvent } from 'hono/aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ENV } from '../../../src/contract.ts';
import { aPipeline, aStage } from '../../builders/pipeline.ts';
import { active, aFleet, push } from '../../fakes/fleet.ts';
import { createPorts, world } from './world.ts';

vi.mock('../../../functions/runtime.ts', () => ({ createPorts }));

const ALICE = 'arn:aws:iam::111122223333:user/alice';

beforeEach(async () => {
  world.fakes = await aFleet(aPipeline({ stages: [aStage('dev')] }));
  await world.fakes.configuration.putSettings({
    clusters: [],
    groups: [],
    people: [{ name: 'alice', arns: [ALICE], subject: '6f1c' }],
  });
  await push(world.fakes, '1.0.0', 'a');
});
afterEach(() => vi.unstubAllEnvs());

/** A request as API Gateway's HTTP API hands it over; `caller` is what its IAM authorizer has verified. */
function request(method: string, path: string, { caller, headers = {}, body }: Sent = {}): LambdaEvent {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'towpath', ...headers },
    ...(body && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      http: { method, path },
      ...(caller && { authorizer: { iam: { userArn: caller } } }),
    },
  } as unknown as LambdaEvent;
}

interface Sent {
  readonly caller?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

type Handler = typeof import('../../../functions/serve-console/handler.ts');
const HANDLER = new URL('../../../functions/serve-console/handler.ts', import.meta.url).pathname;
let loads = 0;

/**
 * The handler decides when it is loaded who may enter: by token on a laptop, by IAM on AWS. It is loaded anew under a
 * query; to forget all modules would also take them from the files that are tested after this one.
 */
async function load(token: string) {
  vi.stubEnv(ENV.consoleToken, token);
  loads += 1;
  const module: Handler = await import(`${HANDLER}?load=${loads}`);
  return module.handler;
}

const hold = '/api/pipelines/checkout/stages/dev/hold';
const body = { reason: 'incident' };
const heldBy = () => world.fakes.ledger.state('checkout').stages.dev?.hold?.by;

describe('serve-console on AWS', () => {
  it('takes the caller whom API Gateway has verified', async () => {
    const handler = await load('');
    expect(await handler(request('POST', hold, { caller: ALICE, body }))).toMatchObject({ statusCode: 204 });
    expect(heldBy()).toEqual({ kind: 'person', name: 'alice' });
  });

  it('takes the caller whose token the sign-in page has signed', async () => {
    const handler = await load('');
    const event = request('POST', hold, { body });
    const authorizer = { jwt: { claims: { sub: '6f1c' }, scopes: null } };
    const signedIn = { ...event, requestContext: { ...event.requestContext, authorizer } } as LambdaEvent;
    expect(await handler(signedIn)).toMatchObject({ statusCode: 204 });
    expect(heldBy()).toEqual({ kind: 'person', name: 'alice' });
  });

  it('takes what IAM has verified on a path of its own', async () => {
    const handler = await load('');
    const answer = await handler(request('GET', '/iam/api/me', { caller: ALICE }));
    expect(JSON.parse((answer as { body: string }).body)).toEqual({ person: 'alice' });
    expect(await handler(request('GET', '/iam/api/me'))).toMatchObject({ statusCode: 401 });
  });

  it('says where people sign in, and lets the page talk to that place', async () => {
    const signIn = {
      authorizeUrl: 'https://a.test/authorize',
      tokenUrl: 'https://b.test/token',
      clientId: 'page',
    };
    vi.stubEnv(ENV.signIn, JSON.stringify(signIn));
    const handler = await load('');
    const answer = await handler(request('GET', '/sign-in.json'));
    expect(JSON.parse((answer as { body: string }).body)).toEqual(signIn);
    expect(await handler(request('GET', '/api/me'))).toMatchObject({
      statusCode: 401,
      body: expect.stringContaining('Sign in.'),
    });
  });

  it('believes no header that a caller sends', async () => {
    const handler = await load('');
    const forged = JSON.stringify({ kind: 'iam', arn: ALICE });
    const headers = { 'X-Towpath-Caller': forged, 'x-towpath-as': 'alice' };
    expect(await handler(request('POST', hold, { headers, body }))).toMatchObject({ statusCode: 401 });
    const caller = 'arn:aws:iam::111122223333:user/eve';
    expect(await handler(request('POST', hold, { caller, headers, body }))).toMatchObject({
      statusCode: 400,
    });
    expect(heldBy()).toBeUndefined();
  });

  it('lets whoever IAM lets in look', async () => {
    const handler = await load('');
    const answer = await handler(
      request('GET', '/api/fleet', { caller: 'arn:aws:iam::111122223333:user/eve' }),
    );
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ pipelines: [{ name: 'checkout' }] });
    expect(active(world.fakes, 'dev').tag).toBe('1.0.0');
  });

  it('reads no file but those of the page', async () => {
    const handler = await load('');
    expect(await handler(request('GET', '/handler.mjs'))).toMatchObject({ statusCode: 404 });
  });
});

describe('serve-console on a laptop', () => {
  it('takes whoever has the token, as the person they choose', async () => {
    const handler = await load('secret');
    const headers = { authorization: 'Bearer secret', 'x-towpath-as': 'alice' };
    expect(await handler(request('POST', hold, { headers, body }))).toMatchObject({ statusCode: 204 });
    expect(await handler(request('GET', '/api/fleet', { caller: ALICE }))).toMatchObject({ statusCode: 401 });
  });

  it('tells where the page hears of events, which is nowhere on AWS', async () => {
    const me = async (handler: Awaited<ReturnType<typeof load>>, event: LambdaEvent) =>
      JSON.parse(((await handler(event)) as { body: string }).body);
    expect(await me(await load(''), request('GET', '/iam/api/me', { caller: ALICE }))).toEqual({
      person: 'alice',
    });
    vi.stubEnv(ENV.eventStream, '/local/events?bus=towpath');
    const headers = { authorization: 'Bearer secret' };
    expect(await me(await load('secret'), request('GET', '/api/me', { headers }))).toEqual({
      eventStream: '/local/events?bus=towpath',
    });
  });
});
