import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalServer, startServer } from '../../../../local/server.ts';
import type { HttpApiEvent } from '../../../../local/services/httpapi/event.ts';
import { createHttpApi } from '../../../../local/services/httpapi/httpapi.ts';
import type { InvokeResult } from '../../../../local/services/lambda/types.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';

let server: LocalServer;
let result: InvokeResult;
let events: HttpApiEvent[];
let logged: string[];

beforeAll(async () => {
  const api = createHttpApi({
    routes: [
      { method: 'POST', path: '/v1/health/flux/{cluster}', functionName: 'receive-health' },
      { method: 'ANY', path: '/api/{proxy+}', functionName: 'serve-console' },
    ],
    account: { accountId: '111122223333', region: 'eu-west-1' },
    clock: new VirtualClock('2026-11-20T22:05:00.123Z'),
    newId: () => 'request-1',
    log: (line) => logged.push(line),
    invoke: async (_, event) => {
      events.push(event as HttpApiEvent);
      return result;
    },
  });
  server = await startServer({ port: 0, services: [], http: [api] });
});
afterAll(() => server.close());
beforeEach(() => {
  result = { payload: { statusCode: 200 } };
  events = [];
  logged = [];
});

const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { method: 'POST', body, headers });

/** The event that a body of this type arrives in. */
async function eventFor(body: BodyInit, type: string, headers: Record<string, string> = {}) {
  await post('/api/x', body, { 'content-type': type, ...headers });
  return events[0];
}

describe('a request', () => {
  it('becomes an event of payload format 2.0', async () => {
    const headers = {
      'content-type': 'application/json',
      'X-Signature': 'sha256=ab',
      'user-agent': 'flux',
      cookie: 'a=1; b=2',
    };
    await post('/v1/health/flux/prod%20eu?x=1&y=2&x=a%20b', '{"a":1}', headers);
    const host = new URL(server.url).host;
    expect(events).toEqual([
      {
        version: '2.0',
        routeKey: 'POST /v1/health/flux/{cluster}',
        rawPath: '/v1/health/flux/prod%20eu',
        rawQueryString: 'x=1&y=2&x=a%20b',
        cookies: ['a=1', 'b=2'],
        headers: expect.objectContaining({
          host,
          'content-type': 'application/json',
          'content-length': '7',
          'x-signature': 'sha256=ab',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-proto': 'http',
        }),
        queryStringParameters: { x: '1,a b', y: '2' },
        requestContext: {
          accountId: '111122223333',
          apiId: 'local',
          domainName: host,
          domainPrefix: 'local',
          http: {
            method: 'POST',
            path: '/v1/health/flux/prod%20eu',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'flux',
          },
          requestId: 'request-1',
          routeKey: 'POST /v1/health/flux/{cluster}',
          stage: '$default',
          time: '20/Nov/2026:22:05:00 +0000',
          timeEpoch: Date.parse('2026-11-20T22:05:00.123Z'),
        },
        pathParameters: { cluster: 'prod eu' },
        body: '{"a":1}',
        isBase64Encoded: false,
      },
    ]);
    expect(events[0]?.headers).not.toHaveProperty('cookie');
  });

  it('without body, query or cookies has none of these fields', async () => {
    await fetch(`${server.url}/api/x`);
    for (const field of ['body', 'queryStringParameters', 'cookies'])
      expect(events[0]).not.toHaveProperty(field);
    expect(events[0]?.isBase64Encoded).toBe(false);
  });

  it.each(['application/json', 'text/plain; charset=utf-8', 'application/xml', 'application/problem+json'])(
    'hands on a body of %s as text',
    async (type) => {
      expect(await eventFor('{"ü":1}', type)).toMatchObject({ body: '{"ü":1}', isBase64Encoded: false });
    },
  );

  it.each(['application/octet-stream', 'application/x-www-form-urlencoded', 'image/png'])(
    'hands on a body of %s in base64',
    async (type) => {
      expect(await eventFor('a=1', type)).toMatchObject({ body: 'YT0x', isBase64Encoded: true });
    },
  );

  it('hands on in base64 what is compressed, or no UTF-8', async () => {
    expect(await eventFor('a', 'text/plain', { 'content-encoding': 'gzip' })).toMatchObject({ body: 'YQ==' });
    events = [];
    expect(await eventFor(new Uint8Array([0xff]), 'text/plain')).toMatchObject({ body: '/w==' });
  });

  it('for no route gets 404 and calls nothing', async () => {
    const response = await fetch(`${server.url}/nowhere`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'Not Found' });
    expect(events).toEqual([]);
  });

  it('of more than 10 MB gets 413 and calls nothing', async () => {
    const response = await post('/api/x', new Uint8Array(10 * 1024 * 1024 + 1));
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ message: 'Request Entity Too Large' });
    expect(events).toEqual([]);
  });
});

describe("a function's result", () => {
  it('becomes the response', async () => {
    result = {
      payload: { statusCode: 201, headers: { 'X-One': 1 }, cookies: ['a=1; Path=/', 'b=2'], body: 'made' },
    };
    const response = await fetch(`${server.url}/api/x`);
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('made');
    expect(response.headers.get('x-one')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect(response.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
    expect(response.headers.get('apigw-requestid')).toBe('request-1');
  });

  it('may be binary', async () => {
    const headers = { 'Content-Type': 'image/png' };
    result = { payload: { statusCode: 200, headers, body: '/wA=', isBase64Encoded: true } };
    const response = await fetch(`${server.url}/api/x`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0xff, 0]));
    expect(response.headers.get('content-type')).toBe('image/png');
  });

  it('may have no content', async () => {
    result = { payload: { statusCode: 204 } };
    const response = await fetch(`${server.url}/api/x`);
    expect(response.status).toBe(204);
    expect(response.headers.has('content-length')).toBe(false);
  });

  it('may answer HEAD', async () => {
    result = { payload: { statusCode: 200, body: 'made' } };
    const response = await fetch(`${server.url}/api/x`, { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('4');
  });

  it.each([
    [{ release: 'r1' }, '{"release":"r1"}'],
    ['Hello', 'Hello'],
    [[1, 2], '[1,2]'],
    [null, 'null'],
  ])('without a status code is the body: %j', async (payload, text) => {
    result = { payload };
    const response = await fetch(`${server.url}/api/x`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe(text);
  });

  it.each([
    ['an error', { error: { errorType: 'TypeError', errorMessage: 'no table' } }, 'TypeError: no table'],
    ['a status that is none', { payload: { statusCode: 'fine' } }, 'statusCode is "fine"'],
    ['a body that is no string', { payload: { statusCode: 200, body: {} } }, 'body is not a string'],
    ['headers that are none', { payload: { statusCode: 200, headers: 'x' } }, 'headers is not an object'],
    [
      'a header that HTTP forbids',
      { payload: { statusCode: 200, headers: { a: 'x\ny' } } },
      'Invalid character',
    ],
  ])('that is %s is answered with 500, and logged', async (_, failed, reason) => {
    result = failed;
    const response = await fetch(`${server.url}/api/x`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
    expect(logged).toEqual([expect.stringContaining(reason)]);
  });
});
