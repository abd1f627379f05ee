import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ACCOUNT, NAMES } from '../../local/deploy.ts';
import { ARGO, PORTAL, SENDER } from './fleet.ts';
import { application, type KubeObject } from './kube.ts';
import { giveKey, type World } from './world.ts';

const run = promisify(execFile);

interface Application extends KubeObject {
  readonly spec: { readonly source: { readonly path: string } };
}

export interface ArgoCd {
  /** Lets reports go through the queue from now on. */
  reportByQueue(): Promise<void>;
  /** How far the triggers' clock is ahead of the real one. */
  setClockAhead(seconds: number): Promise<void>;
  /** How often the engine has looked at an Application. */
  looks(name: string): Promise<number>;
}

/** What `towpath agent argocd` prints, the real engine of Argo CD's notifications, and a played application controller. */
export async function setUpArgo(world: World): Promise<ArgoCd> {
  const { kubeconfig, processes, folder, towpath } = world;
  await giveKey(world, {
    cluster: ARGO,
    use: 'argocd',
    namespace: 'argocd',
    secret: 'argocd-notifications-secret',
    key: 'towpath-token',
  });
  const words = ['agent', 'argocd', '--cluster', ARGO, '--repository-url', towpath.repositoryUrl];
  await world.kubectl(['apply', '-f', '-'], await world.command(words));
  const offset = join(folder, 'clock-ahead');
  await writeFile(offset, '0s');
  processes.start(
    'argocd-notifications',
    // Argo CD itself looks every minute.
    ['-kubeconfig', kubeconfig, '-resync', '10s', '-offset', offset],
    { AWS_ENDPOINT_URL: towpath.url, AWS_ACCESS_KEY_ID: SENDER, AWS_SECRET_ACCESS_KEY: 'none' },
  );
  await playApplicationController(world);
  return {
    async reportByQueue() {
      const queue = `arn:aws:sqs:${ACCOUNT.region}:${ACCOUNT.accountId}:${NAMES.reportQueue}`;
      const manifests = await world.command([...words, '--queue', queue]);
      await world.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], manifests);
    },
    setClockAhead: (seconds) => writeFile(offset, `${seconds}s`),
    async looks(name) {
      const log = await readFile(join(folder, 'argocd-notifications.log'), 'utf8');
      return log.split(`Start processing" resource=argocd/${name}\n`).length - 1;
    },
  };
}

/**
 * Plays Argo CD's application controller: each Application is compared with the tip of the branch at each move, and an
 * operation syncs it if its overlay has changed. The third major version cannot be synced.
 */
async function playApplicationController(world: World): Promise<void> {
  const { kube, folder, towpath } = world;
  const mirror = join(folder, 'argocd.git');
  const git = async (...words: string[]): Promise<string> =>
    (await run('git', ['--git-dir', mirror, ...words])).stdout.trim();
  await run('git', ['clone', '--quiet', '--mirror', towpath.repositoryUrl, mirror]);
  const synced = new Map<string, string>();

  const compare = async ({ metadata, spec }: Application): Promise<void> => {
    const { path } = spec.source;
    const tip = await git('rev-parse', 'main');
    const overlay = await git('rev-parse', `main:${path}`);
    const sync = { status: 'Synced', revision: tip };
    const set = (status: object) => kube.patch(application(metadata.name), { status });
    if (synced.get(path) !== overlay) {
      const startedAt = now();
      const operation = { sync: { revision: tip } };
      await set({
        sync: { ...sync, status: 'OutOfSync' },
        operationState: {
          ...{ operation, phase: 'Running', message: 'waiting for completion' },
          ...{ startedAt, finishedAt: null },
        },
      });
      await setTimeout(1_000);
      const failed = (await git('show', `main:${path}/kustomization.yaml`)).includes('newTag: 3.');
      const syncResult = { revision: tip, source: spec.source };
      const end = failed
        ? { phase: 'Failed', message: 'one or more synchronization tasks are not valid' }
        : { phase: 'Succeeded', message: 'successfully synced (all tasks run)' };
      await set({ operationState: { ...end, operation, startedAt, finishedAt: now(), syncResult } });
      synced.set(path, overlay);
      if (failed) return set({ reconciledAt: now() });
    }
    await set({ sync, health: { status: 'Healthy' }, reconciledAt: now() });
  };

  const reconcile = async (): Promise<void> => {
    await git('fetch', '--quiet', 'origin');
    const { items } = await kube.get<{ items: Application[] }>(application(''));
    for (const item of items) if (item.metadata.name.startsWith(PORTAL.name)) await compare(item);
  };
  await reconcile();
  let last = Promise.resolve();
  world.onMove(() => {
    last = last
      .then(reconcile)
      .catch((error) => void (world.signal.aborted || world.log(`the played Argo CD: ${error}`)));
  });
}

/** To the second, as Kubernetes writes times. */
const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');
