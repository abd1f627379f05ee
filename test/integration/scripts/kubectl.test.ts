import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { argoManifests } from '../../../cli/manifests/argocd.ts';
import { fluxManifests } from '../../../cli/manifests/flux.ts';
import { snapshotManifests } from '../../../cli/manifests/snapshot.ts';
import { ROOT } from '../../../scripts/boot.ts';
import { startDiscovery } from './discovery.ts';

const run = promisify(execFile);
const HAS_KUBECTL = spawnSync('kubectl', ['version', '--client']).status === 0;

let discovery: Awaited<ReturnType<typeof startDiscovery>>;
let folder: string;
beforeAll(async () => {
  discovery = await startDiscovery();
  folder = mkdtempSync(join(tmpdir(), 'towpath-kubectl-'));
});
afterAll(async () => {
  await discovery.close();
  rmSync(folder, { recursive: true });
});

const place = {
  cluster: 'prod-eu-1',
  url: 'https://towpath.example.com',
  repositoryUrl: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet',
  branch: 'main',
  targets: [{ overlay: 'apps/checkout/overlays/prod-eu-1', namespace: 'flux-system', name: 'checkout' }],
  canaries: [],
};
const inArgo = {
  ...place,
  targets: [{ ...place.targets[0], overlay: 'apps/a', namespace: 'argocd', name: 'a' }],
};
const queue = { region: 'eu-west-1', account: '111122223333', name: 'towpath-reports' };
const snapshot = { image: 'tools:1', schedule: '*/5 * * * *' };

/** What `kubectl apply --dry-run=client` says it would do with a file; without kubectl, what the file holds. */
async function dryRun(file: string, text: string): Promise<string[]> {
  const objects = parseAllDocuments(text).map((document) => document.toJS());
  if (!HAS_KUBECTL) return objects.map(({ metadata }) => metadata.name);
  const { stdout } = await run(
    'kubectl',
    ['apply', '--dry-run=client', '--validate=false', '--server', discovery.url, '-f', file, '-o', 'name'],
    // Neither somebody's cluster nor somebody's cache.
    { env: { PATH: process.env.PATH, HOME: folder, KUBECONFIG: '/dev/null', NO_PROXY: '127.0.0.1' } },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/.*\//, ''));
}

const names = (text: string): string[] =>
  parseAllDocuments(text).map((document) => document.toJS().metadata.name);

it.each([
  ['flux', fluxManifests(place)],
  ['argocd', argoManifests(inArgo)],
  ['argocd --queue', argoManifests(inArgo, queue)],
  ['snapshot of flux', snapshotManifests(place, { ...snapshot, agent: 'flux' })],
  ['snapshot of argocd', snapshotManifests(place, { ...snapshot, agent: 'argocd' })],
])('kubectl takes what towpath agent %s prints', async (name, text) => {
  const file = join(folder, `${name.replaceAll(' ', '-')}.yaml`);
  writeFileSync(file, text);
  expect(await dryRun(file, text)).toEqual(names(text));
});

const CLUSTERS = join(ROOT, 'examples/fleet/clusters');

it.each(readdirSync(CLUSTERS))('kubectl takes what the example fleet has for %s', async (cluster) => {
  for (const name of readdirSync(join(CLUSTERS, cluster))) {
    const file = join(CLUSTERS, cluster, name);
    const text = readFileSync(file, 'utf8');
    expect(await dryRun(file, text)).toEqual(names(text));
  }
});
