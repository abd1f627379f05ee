import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createConsole } from '../../../../console/api/app.ts';
import { ApiError, type Connection, createClient, UnreachableError } from '../../../../console/api/client.ts';
import { identifyByToken } from '../../../../console/api/identity.ts';
import { anApproval, aPipeline, aStage } from '../../../builders/pipeline.ts';
import { active, aFleet, push } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';

const TOKEN = 'a-token-of-this-installation';
let fleet: Fakes;
let app: ReturnType<typeof createConsole>;

beforeEach(async () => {
  const gates = [anApproval({ quorum: 1 })];
  fleet = await aFleet(aPipeline({ stages: [aStage('prod', { gates })] }));
  await push(fleet, '1.0.0', 'a');
  app = createConsole({
    ports: fleet.ports,
    identify: identifyByToken(TOKEN, fleet.ports.configuration),
    assets: (name) =>
      name === 'index.html' ? { body: '<!doctype html>', type: 'text/html; charset=utf-8' } : undefined,
  });
});

/** Page and command line speak through this client; here it reaches the app without a socket. */
const client = (connection: Partial<Connection> = {}) =>
  createClient({
    url: 'http://towpath',
    token: TOKEN,
    fetch: async (input, init) => app.request(String(input), init),
    ...connection,
  });

const send = (path: string, init: RequestInit = {}) =>
  app.request(path, { ...init, headers: { authorization: `Bearer ${TOKEN}`, ...init.headers } });

describe('whoever asks', () => {
  it.each([
    ['without a token', undefined],
    ['with a wrong one', 'Bearer guess'],
    ['with one of the same length', `Bearer ${TOKEN.replace('a', 'b')}`],
    ['with the token alone', TOKEN],
  ])('%s gets nothing', async (_, authorization) => {
    const response = await app.request('/api/fleet', { headers: authorization ? { authorization } : {} });
    expect([response.status, await response.json()]).toEqual([
      401,
      { message: 'Unauthenticated. Use the link that npm start printed.' },
    ]);
  });

  it('may look without saying who they are, but not act', async () => {
    expect((await client().fleet()).pipelines).toHaveLength(1);
    await expect(client().hold('checkout', 'prod', 'incident')).rejects.toMatchObject({
      status: 400,
      message: 'Say who you are: choose a person on the page, or use --as <person>.',
    });
  });

  it('acts as a person of the settings, and as nobody else', async () => {
    await client({ as: 'alice' }).hold('checkout', 'prod', 'incident');
    await expect(client({ as: 'eve' }).fleet()).rejects.toMatchObject({
      status: 409,
      message: 'There is no person eve in the settings. Known: alice, bob, carol, mallory.',
    });
  });
});

describe('what is asked for again', () => {
  const ask = (tag?: string | null) => send('/api/fleet', tag ? { headers: { 'if-none-match': tag } } : {});

  it('is not sent again while it is the same, whenever it is looked at', async () => {
    const tag = (await ask()).headers.get('etag');
    fleet.clock.advance(1000);
    const again = await ask(tag);
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
    expect(again.headers.get('cache-control')).toBe('no-store');
  });

  it('is sent when it has changed', async () => {
    const tag = (await ask()).headers.get('etag');
    await client({ as: 'alice' }).hold('checkout', 'prod', 'incident');
    const again = await ask(tag);
    expect([again.status, again.headers.get('etag') === tag]).toEqual([200, false]);
  });

  it('has no tag when it is an error', async () => {
    const response = await send('/api/releases/checkout_0');
    expect([response.status, response.headers.get('etag')]).toEqual([404, null]);
  });
});

describe('the API', () => {
  it('shows fleet, pipeline, release, promotion and ledger', async () => {
    const { id, release } = active(fleet, 'prod');
    const api = client();
    expect(await api.pipeline('checkout')).toMatchObject({ name: 'checkout', stages: [{ name: 'prod' }] });
    expect(await api.release(release)).toMatchObject({ id: release, tags: ['1.0.0'] });
    expect(await api.promotion(id)).toMatchObject({ promotion: { id, status: 'gated' } });
    expect(await api.explain('checkout', 'prod')).toMatchObject({ moving: true });
    expect((await api.ledger()).map(({ sequence }) => sequence)).toEqual([4, 3, 2, 1]);
    expect(await api.ledger({ pipeline: 'checkout', limit: 1 })).toMatchObject([{ type: 'stage-acquired' }]);
    expect(await api.ledger({ by: 'towpath', type: 'stage-acquired' })).toMatchObject([{ stage: 'prod' }]);
    expect(await api.ledger({ pipeline: 'checkout', stage: 'prod', by: 'alice' })).toEqual([]);
    expect((await api.settings()).groups.map(({ name }) => name)).toContain('release-managers');
    expect(await api.verifyLedger()).toMatchObject([{ pipeline: 'checkout', differences: [] }]);
  });

  it.each([
    ['0', 4],
    ['-3', 1],
    ['2', 2],
    ['many', 4],
    ['99999', 4],
  ])('takes a limit of %s sensibly', async (limit, lines) => {
    expect(await (await send(`/api/ledger?limit=${limit}`)).json()).toHaveLength(lines);
  });

  it('takes votes, and notes the way they came', async () => {
    await client({ as: 'alice', via: 'cli' }).vote('checkout', 'prod', {
      verdict: 'approve',
      reason: 'fine',
    });
    expect(active(fleet, 'prod').votes).toMatchObject([
      { person: 'alice', verdict: 'approve', reason: 'fine', via: 'cli' },
    ]);
    await client({ as: 'bob', via: 'elsewhere' }).vote('checkout', 'prod', {
      verdict: 'reject',
      reason: 'no',
    });
    expect(active(fleet, 'prod').votes).toMatchObject([{}, { via: 'console' }]);
  });

  it('shows the diff of a promotion, and takes a vote for it and no other', async () => {
    const { digest, commit, files } = await client().diff(active(fleet, 'prod').id);
    expect(files).toMatchObject([{ wave: 1, added: 2, removed: 2 }]);
    const vote = (seen: { digest: string; commit?: string }) =>
      client({ as: 'alice' }).vote('checkout', 'prod', { verdict: 'approve', reason: '', seen });
    await expect(vote({ digest: 'another' })).rejects.toMatchObject({ status: 409 });
    await vote({ digest, commit });
    expect(active(fleet, 'prod').votes).toMatchObject([{ person: 'alice', diff: { digest } }]);
  });

  it('stops and resumes, and shows what is stopped', async () => {
    const api = client({ as: 'alice' });
    await api.stop({ kind: 'stage', pipeline: 'checkout', stage: 'prod' }, 'incident');
    expect((await api.fleet()).stops).toMatchObject([
      { what: 'stage prod of checkout', by: 'alice', reason: 'incident' },
    ]);
    await api.resume({ kind: 'stage', pipeline: 'checkout', stage: 'prod' }, 'over');
    expect((await api.fleet()).stops).toEqual([]);
    await expect(api.stop({ kind: 'cluster', cluster: '' }, 'x')).rejects.toMatchObject({ status: 400 });
  });

  it('holds a stage and lifts the hold', async () => {
    const api = client({ as: 'alice' });
    await api.hold('checkout', 'prod', 'incident');
    expect(fleet.ledger.state('checkout').stages.prod?.hold).toMatchObject({
      by: { name: 'alice' },
      reason: 'incident',
    });
    await api.liftHold('checkout', 'prod', 'over');
    expect(fleet.ledger.state('checkout').stages.prod?.hold).toBeUndefined();
  });

  it('checks a file before it is committed', async () => {
    const { problems } = await client().validate({ path: '.towpath/new.yaml', text: 'kind: Pipeline' });
    expect(problems.join()).toContain('.towpath/new.yaml:1:');
  });

  it('is kept by no cache', async () => {
    expect((await send('/api/fleet')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('what goes wrong', () => {
  it.each<[string, (api: ReturnType<typeof client>) => Promise<unknown>, number, string]>([
    [
      'what does not exist',
      (api) => api.pipeline('moon'),
      404,
      'There is no pipeline moon. Known: checkout.',
    ],
    [
      'what is not allowed',
      (api) => api.liftHold('checkout', 'prod', 'x'),
      409,
      'prod of checkout is not on hold.',
    ],
    ['a body that is wrong', (api) => api.vote('checkout', 'prod', {} as never), 400, 'verdict: '],
  ])('%s is told in a sentence', async (_, call, status, message) => {
    await expect(call(client({ as: 'alice' }))).rejects.toMatchObject({
      name: 'ApiError',
      status,
      message: expect.stringContaining(message),
    });
  });

  it('is told of a body that is no JSON', async () => {
    const response = await send('/api/validation', { method: 'POST', body: '{' });
    expect([response.status, await response.json()]).toEqual([400, { message: 'The body is not JSON.' }]);
  });

  it('is told of a path that is none', async () => {
    const response = await send('/api/moon', { method: 'POST' });
    expect([response.status, await response.json()]).toEqual([
      404,
      { message: 'POST /api/moon is not a page.' },
    ]);
  });

  it('says to try again when too many changed the same pipeline', async () => {
    const lose = (): void => {
      fleet.ledger.tamper('checkout', (state) => ({ ...state, sequence: state.sequence + 1 }));
      fleet.interruptions.before('ledger.append', lose);
    };
    fleet.interruptions.before('ledger.append', lose);
    await expect(client({ as: 'alice' }).hold('checkout', 'prod', 'incident')).rejects.toMatchObject({
      status: 503,
    });
  });

  it('inside says nothing of the inside', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    fleet.interruptions.interrupt('ledger.pipelines', 'before');
    await expect(client().fleet()).rejects.toMatchObject({
      status: 500,
      message: 'Something went wrong inside Towpath; its log says what.',
    });
    expect(logged.mock.calls).toMatchObject([[{ name: 'InterruptedError' }]]);
    logged.mockRestore();
  });
});

describe('the page', () => {
  it('comes without a token, may run only its own script, and is framed by nobody', async () => {
    const response = await app.request('/');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<!doctype html>');
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
    );
  });

  it('has only the files that there are', async () => {
    for (const path of ['/secret.txt', '/..%2fhandler.mjs', '/a/b'])
      expect((await app.request(path)).status, path).toBe(404);
  });
});

describe('the client', () => {
  const answering = (status: number, text: string) =>
    createClient({ url: 'http://towpath', fetch: async () => new Response(text, { status }) }).fleet();

  it.each([
    ['{"message":"Forbidden"}', 'Forbidden'],
    ['{"error":"x"}', 'GET http://towpath/api/fleet was answered with HTTP 403.'],
    ['<html>', 'GET http://towpath/api/fleet was answered with HTTP 403.'],
  ])('makes of an error %s a sentence', async (text, message) => {
    const error = await answering(403, text).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 403, message });
  });

  it('says how to start what does not answer', async () => {
    const asked = createClient({
      url: 'http://towpath',
      fetch: async () => Promise.reject(new TypeError('fetch failed')),
    });
    const error = await asked.fleet().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({ message: expect.stringContaining('npm start') });
  });
});

it('reads no body that is longer than its route needs, and says how long it may be', async () => {
  const post = async (path: string, body: object) => {
    const response = await send(path, { method: 'POST', body: JSON.stringify(body) });
    return [response.status, (await response.json()).message];
  };
  const hold = '/api/pipelines/checkout/stages/prod/hold';
  expect(await post(hold, { reason: 'x'.repeat(64 * 1024) })).toEqual([
    413,
    'The body has 65549 bytes; this takes at most 65536.',
  ]);
  const file = (text: string) => ({ path: '.towpath/checkout.yaml', text });
  expect((await post('/api/validation', file('x'.repeat(100_000))))[0]).toBe(200);
  expect(await post('/api/validation', file('x'.repeat(1024 * 1024)))).toEqual([
    413,
    expect.stringContaining('takes at most 1048576'),
  ]);
});

describe('a body that is none', () => {
  const stage = '/api/pipelines/checkout/stages/prod';
  const routes = [
    ...['votes', 'hold', 'hold/lift', 'overrides', 'rollback'].map((act) => `${stage}/${act}`),
    ...[
      '/api/validation',
      '/api/releases/r/promotions',
      '/api/releases/r/mark/lift',
      '/api/stops',
      '/api/stops/lift',
    ],
  ];
  const bodies = ['', '{"reason":', 'null', '[]', '"text"', '7', '{"reason":7,"scope":7}'];

  it.each(routes.flatMap((route) => bodies.map((body) => [route, body])))(
    'to %s is refused: %s',
    async (route, body) => {
      const headers = { 'x-towpath-as': 'alice', 'content-type': 'application/json' };
      const { status } = await send(route, { method: 'POST', headers, body });
      expect(status).toBe(400);
    },
  );
});
