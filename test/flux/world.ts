import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../cli/run.ts';
import { type Client, createClient } from '../../console/api/client.ts';
import { type Booted, boot } from '../../scripts/boot.ts';
import { readLocalState } from '../../scripts/local-state.ts';
import { createQuestions, type Questions } from '../integration/support/installation.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { ARGO, FLUX, writeSeed } from './fleet.ts';
import { startFlux, wake } from './flux.ts';
import { buildPrograms, definitions } from './go.ts';
import { playKubelet } from './kubelet.ts';
import { Processes } from './processes.ts';
import { type ReportProxy, startProxy } from './proxy.ts';

/** What the cluster has besides: a policy that refuses a release. */
const MANIFESTS = join(import.meta.dirname, 'manifests');

/** An installation on the local cloud, and one cluster whose control plane and agents are the real ones. */
export interface World extends ControlPlane {
  readonly towpath: Booted;
  readonly ask: Questions;
  readonly proxy: ReportProxy;
  readonly processes: Processes;
  readonly folder: string;
  /** Told of each move of the branch, until the world ends. */
  readonly onMove: (listener: () => void) => void;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  as(person: string): Client;
  /** What the command prints; agents reach Towpath through the proxy. */
  command(words: readonly string[], stdin?: string): Promise<string>;
  close(): Promise<void>;
}

export async function createWorld(folder: string, log: (line: string) => void): Promise<World> {
  const processes = new Processes(await buildPrograms(log), folder);
  const ending = new AbortController();
  const closing: (() => Promise<void>)[] = [() => processes.stop()];
  const close = async (): Promise<void> => {
    ending.abort();
    for (const end of closing.reverse()) await end();
  };
  try {
    const towpath = await boot({
      directory: join(folder, 'local'),
      port: 0,
      fresh: true,
      seed: await writeSeed(folder),
      ownAgents: [FLUX, ARGO],
      log: (line) => log(`local cloud: ${line}`),
    });
    closing.push(() => towpath.close());
    const proxy = await startProxy(towpath.url, join(folder, 'reports.jsonl'));
    closing.push(() => proxy.close());
    log('the local cloud is ready');
    const plane = await startControlPlane(processes, folder);
    await define(plane, [...(await definitions()), MANIFESTS]);
    log('the API server is ready');
    const moves: (() => void)[] = [];
    const wake = (): void => {
      for (const listener of moves) listener();
    };
    // The local cloud tells its agents of a push, as a Receiver of Flux would be told.
    towpath.cloud.attach({ ...towpath.agents, wake });
    const world = worldOf({ ...plane, towpath, proxy, processes, folder, log, close, signal: ending.signal });
    return { ...world, onMove: (listener) => void moves.push(listener) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Applies the files of the folders, and waits until the API server serves the kinds that they define. */
async function define({ kubectl }: ControlPlane, folders: readonly string[]): Promise<void> {
  await kubectl(['apply', '--server-side', ...folders.flatMap((folder) => ['-f', folder])]);
  await kubectl(['wait', '--for=condition=established', '--timeout=60s', 'crd', '--all']);
}

function worldOf(
  parts: ControlPlane &
    Pick<World, 'towpath' | 'proxy' | 'processes' | 'folder' | 'signal' | 'log' | 'close'>,
): Omit<World, 'onMove'> {
  const { towpath, proxy } = parts;
  const { token } = towpath;
  return {
    ...parts,
    ask: createQuestions(() => towpath.client),
    as: (person) => createClient({ url: towpath.url, token, as: person }),
    async command(words, stdin = '') {
      const said: string[] = [];
      const sink = { write: (text: string) => said.push(text) };
      const env = { TOWPATH_URL: proxy.url, TOWPATH_TOKEN: token };
      const stream = (async function* () {
        yield stdin;
      })();
      const code = await run(words, { stdout: sink, stderr: sink, env, stdin: stream });
      if (code !== 0) throw new Error(`towpath ${words.join(' ')} ended with ${code}: ${said.join('')}`);
      return said.join('');
    },
  };
}

/** The namespace of an agent, and the key of its cluster in a Secret, by the commands that the manifests print. */
export async function giveKey(
  { folder, command, kubectl }: World,
  place: Record<'cluster' | 'use' | 'namespace' | 'secret' | 'key', string>,
): Promise<void> {
  const ring = readLocalState(join(folder, 'local')).agentKeys;
  const key = await command(['agent', 'key', '--cluster', place.cluster, '--for', place.use], ring);
  await kubectl(['create', 'namespace', place.namespace]);
  const secret = ['create', 'secret', 'generic', place.secret, `--from-file=${place.key}=/dev/stdin`];
  await kubectl(['-n', place.namespace, ...secret], key);
}

/** Everything that `towpath agent flux` prints, as it is, and the controllers that it is for. */
export async function setUpFlux(world: World): Promise<void> {
  const { kube, towpath, processes, folder } = world;
  await giveKey(world, {
    cluster: FLUX,
    use: 'flux',
    namespace: 'flux-system',
    secret: 'towpath',
    key: 'token',
  });
  await mkdir(join(folder, 'artifacts'), { recursive: true });
  await startFlux(processes, world, folder);
  const isBroken = (image: string) => image.includes(':3.');
  void playKubelet(kube, { isBroken, signal: world.signal, log: world.log });
  // `--repository-url` because the local repository is not CodeCommit, which is all that this leaves out: `provider: aws`.
  const manifests = await world.command([
    'agent',
    'flux',
    '--cluster',
    FLUX,
    '--repository-url',
    towpath.repositoryUrl,
  ]);
  await world.kubectl(['apply', '-f', '-'], manifests);
  world.onMove(() => void wake(kube, 'fleet').catch(() => {}));
}
