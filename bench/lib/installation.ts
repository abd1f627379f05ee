import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../local/clock.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { digestOf } from '../../local/services/ecr/push.ts';
import { bundleFunctions, manifestEntries } from '../../scripts/bundle.ts';
import { Branch } from './branch.ts';
import { overlayOf, serviceName, writeFleet } from './fleet.ts';
import { promoteByScript } from './script.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUNDLES = 'dist/functions';
const REPOSITORY = 'fleet';
/** The script has a repository of its own with the same content, so that its pushes give Towpath nothing to do. */
const SCRIPT_REPOSITORY = 'fleet-by-script';

/** After a commit the committer gathers for 2 s (src/app/commit-changes.ts); a push that comes alone meets none of it. */
const AT_REST_MS = 2_200;

export const atRest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, AT_REST_MS));

/** Towpath on the local cloud, without page and agents, and beside it a repository for the script. */
export interface Installation {
  readonly cloud: Cloud;
  /** Everything that is gone when the installation is closed. */
  readonly directory: string;
  /** The secret that clusters' keys are derived from. */
  readonly agentKeys: string;
  /** Towpath's own, for `git clone`. */
  readonly repositoryUrl: string;
  readonly branch: Branch;
  readonly scriptBranch: Branch;
  /** Pushes an image of a service; resolves when its event is accepted. */
  push(service: string, tag: string): Promise<void>;
  /** Runs the script that does by hand what Towpath does; resolves when it has ended. */
  script(service: string, tag: string): Promise<void>;
  /** Resolves when every event so far was handled. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export async function install(services: number): Promise<Installation> {
  const directory = await mkdtemp(join(tmpdir(), 'towpath-bench-'));
  const key = randomBytes(32).toString('base64');
  const agentKeys = JSON.stringify({ current: '1', keys: { 1: key } });
  const cloud = await start(join(directory, 'cloud'), agentKeys);
  const seed = join(directory, 'seed');
  await writeFleet(seed, services);
  await createRepositories(cloud, seed, services);
  await cloud.events.idle();
  const bare = (name: string): string => join(directory, 'cloud/codecommit', `${name}.git`);
  for (const name of [REPOSITORY, SCRIPT_REPOSITORY]) await pack(bare(name));
  const branch = await Branch.watch(bare(REPOSITORY));
  const scriptBranch = await Branch.watch(bare(SCRIPT_REPOSITORY));
  const url = `${cloud.url}/git/${SCRIPT_REPOSITORY}`;
  return {
    cloud,
    directory,
    agentKeys,
    repositoryUrl: `${cloud.url}/git/${REPOSITORY}`,
    branch,
    scriptBranch,
    push: async (service, tag) => void (await cloud.ecr.putImage({ repository: service, tag })),
    script: (service, tag) =>
      promoteByScript({
        url,
        overlay: overlayOf(service),
        tag,
        digest: digestOf({ repository: service, tag }),
      }),
    idle: () => cloud.events.idle(),
    async close() {
      branch.close();
      scriptBranch.close();
      await cloud.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** As a server keeps a repository: a clone of loose objects would make the script look slow. */
async function pack(directory: string): Promise<void> {
  await promisify(execFile)('git', ['--git-dir', directory, 'repack', '-adq']);
}

/** All functions but the console's, whose bundle would need the page. */
async function start(directory: string, agentKeys: string): Promise<Cloud> {
  const entries = manifestEntries().filter(({ id }) => id !== 'serve-console');
  await bundleFunctions({ entries, outdir: BUNDLES });
  return startCloud({
    directory,
    port: 0,
    clock: systemClock,
    bundles: join(ROOT, BUNDLES),
    repository: REPOSITORY,
    branch: 'main',
    agentKeys,
    consoleToken: randomBytes(16).toString('hex'),
    log: (line) => console.error(line),
  });
}

async function createRepositories({ ecr, codecommit }: Cloud, seed: string, services: number): Promise<void> {
  for (let index = 0; index < services; index += 1)
    await ecr.operations.CreateRepository?.({ repositoryName: serviceName(index) });
  await codecommit.operations.CreateRepository?.({ repositoryName: SCRIPT_REPOSITORY });
  const author = { name: 'Platform team', email: 'platform@example.com' };
  for (const repository of [REPOSITORY, SCRIPT_REPOSITORY])
    await codecommit.importFolder(repository, seed, 'The fleet as it is', author);
}
