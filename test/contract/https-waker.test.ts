import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHttpsWaker } from '../../src/aws/https-waker.ts';

const tls = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
const ca = tls('certificate');
const options = { repository: 'fleet', region: 'eu-west-1', standIn: '' };
const trust = { ca, isForbidden: () => false };

/** Answers by its path: a status; `hang` not at all, and `drip` without an end. */
let server: Server;
let port: number;
const seen: { url: string | undefined; body: string; signature: unknown }[] = [];

beforeAll(async () => {
  server = createServer({ key: tls('key'), cert: ca }, async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ url: request.url, body, signature: request.headers['x-signature'] });
    const path = request.url?.slice(1) ?? '';
    if (path === 'hang') return;
    if (path === 'drip') return void response.writeHead(200).write('...');
    response.writeHead(Number(path), { location: '/200' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const send = (
  path: string,
  host = '127.0.0.1',
  more: Partial<Parameters<typeof createHttpsWaker>[0]> = { trust },
) =>
  createHttpsWaker({ ...options, ...more }).send('prod-eu-1', {
    url: `https://${host}:${port}/${path}`,
    headers: { 'X-Signature': 'sha256=1' },
    body: '{"branch":"main"}',
  });

it('delivers what it is given, by address and by name', async () => {
  await send('200');
  await send('202', 'localhost');
  expect(seen.at(-1)).toEqual({ url: '/202', body: '{"branch":"main"}', signature: 'sha256=1' });
});

it('does not wait for the end of an answer', () => send('drip'));

it.each(['404', '503', '302'])('says that it was answered %s, and follows nothing', async (status) => {
  seen.length = 0;
  await expect(send(status)).rejects.toThrow(`it answered ${status}`);
  expect(seen).toHaveLength(1);
});

it('gives up after three seconds', async () => {
  await expect(send('hang')).rejects.toThrow('no answer within 3 s');
});

it.each(['127.0.0.1', 'localhost'])('does not ask this machine as %s', async (host) => {
  seen.length = 0;
  await expect(send('200', host, {})).rejects.toThrow('an address that no agent can have');
  expect(seen).toEqual([]);
});

it('trusts no certificate that nobody vouches for', async () => {
  await expect(send('200', '127.0.0.1', { trust: { ...trust, ca: '' } })).rejects.toThrow(/self-signed/);
});

it('asks what stands in for the agents, where something does', async () => {
  const sent = send('hook/1', 'flux.example.com', { standIn: 'http://127.0.0.1:1/agents' });
  await expect(sent).rejects.toThrow('fetch failed');
});

it('knows the repository as agents pull it', () => {
  const urlIn = (region: string) => createHttpsWaker({ ...options, region }).repositoryUrl;
  expect(urlIn('eu-west-1')).toBe('https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet');
  expect(urlIn('cn-north-1')).toBe('https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/fleet');
});
