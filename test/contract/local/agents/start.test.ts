import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentConfig, AgentConfigError } from '../../../../local/agents/config.ts';
import { type Agents, startAgents } from '../../../../local/agents/start.ts';
import { systemClock } from '../../../../local/clock.ts';
import { classifyFluxEvent } from '../../../../src/domain/health/classify-flux-event.ts';
import { parseFluxEvent } from '../../../../src/domain/health/flux-event.ts';
import type { HealthObservation } from '../../../../src/domain/health/observation.ts';
import { verifyFluxSignature } from '../../../../src/domain/health/signature.ts';
import { wakeRequest } from '../../../../src/domain/wake/request.ts';

interface Received {
  cluster: string;
  name: string;
  state: HealthObservation['state'];
  revision: string | undefined;
}

let directory: string;
let server: Server;
let healthUrl: string;
let received: Received[];
let onReceived: () => void;
let urls: (string | undefined)[];
let answer: number;
let log: string[];
let agents: Agents | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'towpath-agents-'));
  received = [];
  urls = [];
  log = [];
  answer = 202;
  onReceived = () => {};
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    urls.push(request.url);
    const cluster = request.url!.replace('/v1/health/flux/', '');
    if (verifyFluxSignature(body, request.headers['x-signature'] as string, [`key of ${cluster}`])) {
      const { object, state, revision } = classifyFluxEvent(parseFluxEvent(body)) as HealthObservation;
      received.push({ cluster, name: object.name, state, revision });
    }
    response.writeHead(answer).end();
    onReceived();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  healthUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  git('init', '--quiet', '--initial-branch=main', 'fleet');
});

afterEach(async () => {
  await agents?.stop();
  agents = undefined;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: directory, encoding: 'utf8' }).trim();
}

async function commit(overlay: string, tag: string): Promise<string> {
  await mkdir(join(directory, 'fleet', overlay), { recursive: true });
  await writeFile(join(directory, 'fleet', overlay, 'kustomization.yaml'), `images: [{ newTag: ${tag} }]\n`);
  git('-C', 'fleet', 'add', '.');
  git('-C', 'fleet', 'commit', '--quiet', '-m', tag);
  return git('-C', 'fleet', 'rev-parse', 'HEAD');
}

function agent(cluster: string, name: string) {
  return {
    cluster,
    key: `key of ${cluster}`,
    object: { namespace: 'flux-system', name },
    repositoryUrl: pathToFileURL(join(directory, 'fleet')).href,
    branch: 'main',
    overlay: `${name}/${cluster}`,
    healthUrl,
    intervalMs: 50,
  };
}

async function start(...configs: AgentConfig[]): Promise<Agents> {
  const clusters = join(directory, 'clusters');
  const write = (line: string) => log.push(line);
  agents = await startAgents({
    agents: configs,
    directory: clusters,
    clock: systemClock,
    healthCheckMs: 1,
    log: write,
  });
  return agents;
}

/** Resolves when the receiver has what is waited for. */
function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    onReceived = () => condition() && resolve();
    onReceived();
  });
}

const has = (...expected: Partial<Received>[]) =>
  until(() =>
    expected.every((wanted) =>
      received.some((one) =>
        Object.entries(wanted).every(([field, value]) => one[field as keyof Received] === value),
      ),
    ),
  );

describe('startAgents', () => {
  it('reports each object of each cluster, and follows new commits', async () => {
    await commit('checkout/dev-eu-1', '1.0.0');
    await commit('cart/dev-eu-1', '1.0.0');
    const first = await commit('checkout/prod-eu-1', '1.0.0');
    const started = await start(
      agent('dev-eu-1', 'checkout'),
      agent('dev-eu-1', 'cart'),
      agent('prod-eu-1', 'checkout'),
    );
    await has(
      { cluster: 'dev-eu-1', name: 'checkout', state: 'healthy', revision: first },
      { cluster: 'dev-eu-1', name: 'cart', state: 'healthy', revision: first },
      { cluster: 'prod-eu-1', name: 'checkout', state: 'healthy', revision: first },
    );

    received.length = 0;
    const second = await commit('checkout/prod-eu-1', '1.1.0');
    started.wake();
    await has(
      { cluster: 'prod-eu-1', name: 'checkout', state: 'healthy', revision: second },
      { cluster: 'dev-eu-1', name: 'cart', state: 'healthy', revision: second },
    );
    // What a commit changed is left out by the Alert.
    expect(received).not.toContainEqual(expect.objectContaining({ state: 'progressing' }));
    expect(started.status()[2]).toMatchObject({
      cluster: 'prod-eu-1',
      object: { namespace: 'flux-system', name: 'checkout' },
      behaviour: { mode: 'healthy' },
      applied: second,
      lastReport: { revision: `main@sha1:${second}` },
    });
  });

  it('fetches once for all clusters', async () => {
    const revision = await commit('checkout/dev-eu-1', '1.0.0');
    await start(agent('dev-eu-1', 'checkout'), agent('prod-eu-1', 'checkout'));
    await has({ cluster: 'dev-eu-1', state: 'healthy', revision });
    expect((await readdir(join(directory, 'clusters'))).filter((name) => name.endsWith('.git'))).toHaveLength(
      1,
    );
  });

  it('takes in agents that come later, and hears no more of those that go', async () => {
    const revision = await commit('checkout/dev-eu-1', '1.0.0');
    await commit('cart/dev-eu-1', '1.0.0');
    const tip = await commit('checkout/prod-eu-1', '1.0.0');
    const started = await start(agent('dev-eu-1', 'checkout'));
    await has({ cluster: 'dev-eu-1', name: 'checkout', state: 'healthy', revision: tip });

    received.length = 0;
    started.follow([agent('dev-eu-1', 'cart'), agent('prod-eu-1', 'checkout')]);
    await has(
      { cluster: 'dev-eu-1', name: 'cart', state: 'healthy', revision: tip },
      { cluster: 'prod-eu-1', name: 'checkout', state: 'healthy', revision: tip },
    );
    expect(started.status().map(({ cluster, object }) => `${cluster} ${object.name}`)).toEqual([
      'dev-eu-1 cart',
      'prod-eu-1 checkout',
    ]);
    const other = { ...agent('dev-eu-1', 'search'), branch: 'next' };
    expect(() => started.follow([agent('dev-eu-1', 'cart'), other])).toThrow(AgentConfigError);
    expect(started.status()).toHaveLength(2);

    received.length = 0;
    const next = await commit('checkout/dev-eu-1', '1.1.0');
    started.wake();
    await has({ cluster: 'dev-eu-1', name: 'cart', state: 'healthy', revision: next });
    expect(received.filter(({ cluster, name }) => cluster === 'dev-eu-1' && name === 'checkout')).toEqual([]);
    expect(revision).not.toBe(next);
  });

  it('fails from the moment it is told to, and still after a restart', async () => {
    const revision = await commit('checkout/dev-eu-1', '1.0.0');
    const started = await start(agent('dev-eu-1', 'checkout'));
    await has({ state: 'healthy', revision });
    await started.setBehaviour('dev-eu-1', { mode: 'failing' });
    await has({ state: 'failing', revision });
    await started.stop();

    received.length = 0;
    const restarted = await start(agent('dev-eu-1', 'checkout'));
    await has({ state: 'failing', revision });
    expect(restarted.status()[0]).toMatchObject({ behaviour: { mode: 'failing' }, applied: undefined });
  });

  it('looks seldom when it is told to, and at once when its webhook is called', async () => {
    const first = await commit('checkout/dev-eu-1', '1.0.0');
    const key = 'key of webhooks';
    const started = await start({ ...agent('dev-eu-1', 'checkout'), wakeKey: key });
    await has({ state: 'healthy', revision: first });
    await started.setBehaviour('dev-eu-1', { mode: 'polling', intervalMs: 600_000 });
    const second = await commit('checkout/dev-eu-1', '1.1.0');
    const pushed = { repositoryUrl: healthUrl, branch: 'main', commit: second };
    const { url, headers, body } = wakeRequest(
      { agent: 'flux', url: 'https://flux.example.com', key },
      pushed,
    );
    const call = { path: new URL(url).pathname, headers: { 'x-signature': headers['X-Signature'] }, body };
    expect(started.wakeBy('dev-eu-1', { ...call, body: '{}' })).toBe(false);
    expect(started.wakeBy('prod-eu-1', call)).toBe(false);
    expect(started.wakeBy('dev-eu-1', call)).toBe(true);
    await has({ state: 'healthy', revision: second });
  });

  it('plays Flagger for what has a Canary', async () => {
    const revision = await commit('checkout/dev-eu-1', '1.0.0');
    const metadata = { towpath: 'token', pipeline: 'checkout', stage: 'dev' };
    await start({
      ...agent('dev-eu-1', 'checkout'),
      canary: { namespace: 'shop', name: 'checkout', metadata },
    });
    await has({ state: 'healthy', revision });
    await until(() => urls.includes('/v1/health/flagger/dev-eu-1/event'));
    await commit('checkout/dev-eu-1', '1.1.0');
    await until(() => urls.includes('/v1/health/flagger/dev-eu-1/post-rollout'));
    expect(urls).toContain('/v1/health/flagger/dev-eu-1/confirm-rollout');
  });

  it('makes its copy of the repository anew when a kill left a lock in it', async () => {
    const revision = await commit('checkout/dev-eu-1', '1.0.0');
    const { repositoryUrl, branch } = agent('dev-eu-1', 'checkout');
    const copy = join(directory, 'clusters', `${encodeURIComponent(`${repositoryUrl}#${branch}`)}.git`);
    await mkdir(join(copy, 'refs', 'heads'), { recursive: true });
    await writeFile(join(copy, 'refs', 'heads', 'main.lock'), '');
    await start(agent('dev-eu-1', 'checkout'));
    await has({ state: 'healthy', revision });
    expect(log).toEqual([expect.stringContaining('main.lock')]);
  });

  it('says why a report was refused', async () => {
    await commit('checkout/dev-eu-1', '1.0.0');
    answer = 401;
    const started = await start({ ...agent('dev-eu-1', 'checkout'), key: 'another' });
    await until(() => log.includes('dev-eu-1: the report ReconciliationSucceeded was refused with 401'));
    expect(received).toEqual([]);
    await started.stop();
  });

  it('names the clusters when there is none of a name', async () => {
    await commit('checkout/dev-eu-1', '1.0.0');
    const started = await start(agent('dev-eu-1', 'checkout'));
    await expect(started.setBehaviour('dev', { mode: 'silent' })).rejects.toThrow(
      new AgentConfigError('There is no cluster "dev"; there are: dev-eu-1.'),
    );
  });
});
