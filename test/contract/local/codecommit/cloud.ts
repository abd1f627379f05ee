import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodeCommitClient,
  CreateCommitCommand,
  CreateRepositoryCommand,
  GetBranchCommand,
} from '@aws-sdk/client-codecommit';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../../local/clock.ts';
import { ServiceError } from '../../../../local/service.ts';
import {
  type CodeCommit,
  createCodeCommit,
  type PullRequestChange,
  type ReferenceChange,
} from '../../../../local/services/codecommit/index.ts';

export const NOW = Date.UTC(2026, 10, 20, 9, 0, 0);

const clock: Clock = { now: () => NOW, after: () => () => {} };

export interface Cloud {
  readonly client: CodeCommitClient;
  readonly codecommit: CodeCommit;
  readonly changes: ReferenceChange[];
  readonly pullRequestChanges: PullRequestChange[];
  /** A client that signs with another access key id: of another caller (callers.ts). */
  as(accessKeyId: string): CodeCommitClient;
  /** The bare repository `fleet`. */
  readonly bare: string;
  /** Where `fleet` is cloned from. */
  readonly gitUrl: string;
  stop(): Promise<void>;
}

export const makeFolder = () => mkdtemp(join(tmpdir(), 'codecommit-'));
export const removeFolder = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 3 });

export async function temporaryFolder(): Promise<string> {
  const folder = await makeFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}

interface CloudOptions {
  readonly directory?: string;
  readonly onReferenceChange?: (change: ReferenceChange) => void | Promise<void>;
  readonly onPullRequestChange?: (change: PullRequestChange) => void | Promise<void>;
}

/** CodeCommit behind a socket, as the SDK and git meet it; ends with the test. */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const cloud = await openCloud({ ...options, directory: options.directory ?? (await temporaryFolder()) });
  onTestFinished(() => cloud.stop());
  return cloud;
}

/** The same for several tests; the caller stops it. */
export async function openCloud(options: CloudOptions & { readonly directory: string }): Promise<Cloud> {
  const changes: ReferenceChange[] = [];
  const pullRequestChanges: PullRequestChange[] = [];
  let url = '';
  const codecommit = await createCodeCommit({
    directory: options.directory,
    clock,
    endpoint: () => url,
    newId: () => '0d1c2b3a-0000-4000-8000-00000000f1ee',
    onReferenceChange: options.onReferenceChange ?? ((change) => void changes.push(change)),
    onPullRequestChange: options.onPullRequestChange ?? ((change) => void pullRequestChanges.push(change)),
  });
  const server = createServer((request, response) => void dispatch(codecommit, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients: CodeCommitClient[] = [];
  const as = (accessKeyId: string): CodeCommitClient => {
    const credentials = { accessKeyId, secretAccessKey: 'local' };
    const made = new CodeCommitClient({ endpoint: url, region: 'eu-west-1', credentials });
    clients.push(made);
    return made;
  };
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    for (const made of clients) made.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await codecommit.close();
  };
  return {
    client: as('local'),
    as,
    codecommit,
    changes,
    pullRequestChanges,
    bare: join(options.directory, 'fleet.git'),
    gitUrl: `${url}/git/fleet`,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

export const createRepository = (cloud: Cloud) =>
  cloud.client.send(new CreateRepositoryCommand({ repositoryName: 'fleet' }));

/** A cloud with an empty repository `fleet`. */
export async function startWithRepository(): Promise<Cloud> {
  const cloud = await startCloud();
  await createRepository(cloud);
  return cloud;
}

/** A cloud whose repository `fleet` has one commit with `files` on `main`. */
export async function startWithFiles(files: Record<string, string>): Promise<Cloud & { first: string }> {
  const cloud = await startWithRepository();
  return { ...cloud, first: (await commit(cloud, files, { parentCommitId: undefined })).commitId! };
}

/** Commits `files` to a branch; its tip is the parent unless one is given. */
export async function commit(
  cloud: Cloud,
  files: Record<string, string | Uint8Array>,
  more: { parentCommitId?: string | undefined; branchName?: string; commitMessage?: string } = {},
) {
  const branchName = more.branchName ?? 'main';
  const parent = 'parentCommitId' in more ? more.parentCommitId : await tip(cloud, branchName);
  return cloud.client.send(
    new CreateCommitCommand({
      repositoryName: 'fleet',
      branchName,
      authorName: 'Ada',
      email: 'ada@example.test',
      commitMessage: more.commitMessage ?? 'A change\n',
      ...(parent === undefined ? {} : { parentCommitId: parent }),
      putFiles: Object.entries(files).map(([filePath, content]) => ({
        filePath,
        fileMode: 'NORMAL' as const,
        fileContent: Buffer.from(content as Uint8Array),
      })),
    }),
  );
}

/** A clone of `fleet`, as a person has it. */
export async function clone(cloud: Cloud, folder?: string): Promise<string> {
  const parent = folder ?? (await temporaryFolder());
  await git(parent, 'clone', '-q', cloud.gitUrl, 'clone');
  return join(parent, 'clone');
}

export async function tip(cloud: Cloud, branchName = 'main'): Promise<string> {
  const answer = await cloud.client.send(new GetBranchCommand({ repositoryName: 'fleet', branchName }));
  return answer.branch!.commitId!;
}

const person = { GIT_AUTHOR_NAME: 'Grace', GIT_AUTHOR_EMAIL: 'grace@example.test' };
const environment = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  ...person,
  GIT_COMMITTER_NAME: person.GIT_AUTHOR_NAME,
  GIT_COMMITTER_EMAIL: person.GIT_AUTHOR_EMAIL,
  GIT_AUTHOR_DATE: `${NOW / 1000} +0000`,
  GIT_COMMITTER_DATE: `${NOW / 1000} +0000`,
};

/** Runs git as a person would; returns what it prints, to the byte. */
export function gitBytes(folder: string, ...args: string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      args,
      { cwd: folder, env: environment, encoding: 'buffer', maxBuffer: 2 ** 27 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`git ${args.join(' ')}: ${stderr}`));
      },
    );
    child.stdin?.end();
  });
}

export const git = async (folder: string, ...args: string[]) =>
  (await gitBytes(folder, ...args)).toString().trim();

async function dispatch(codecommit: CodeCommit, request: IncomingMessage, response: ServerResponse) {
  if (await codecommit.handleGit(request, response)) return;
  const accessKeyId = /Credential=([^/,]+)/.exec(request.headers.authorization ?? '')?.[1];
  const operation = String(request.headers['x-amz-target']).split('.')[1]!;
  try {
    const input = JSON.parse(Buffer.concat(await request.toArray()).toString());
    response.end(JSON.stringify(await codecommit.operations[operation]!(input, { accessKeyId })));
  } catch (error) {
    const known = error instanceof ServiceError;
    response.statusCode = known ? error.status : 500;
    response.end(JSON.stringify({ __type: known ? error.code : 'InternalFailure', message: String(error) }));
  }
}
