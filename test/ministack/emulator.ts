import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ACCOUNT } from '../../local/deploy.ts';
import { pythonWithMiniStack } from './python.ts';
import { waitFor } from './wait-for.ts';

const HEALTHY_WITHIN_MS = 30_000;
const GONE_WITHIN_MS = 10_000;

export interface Emulator {
  readonly url: string;
  /** For whatever talks to it as the account's owner. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** MiniStack on 127.0.0.1, without Docker; its Lambdas find CodeCommit at `codecommitUrl`. */
export async function startMiniStack(options: { codecommitUrl: string; folder: string }): Promise<Emulator> {
  const python = await pythonWithMiniStack();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_CODECOMMIT: options.codecommitUrl,
    AWS_REGION: ACCOUNT.region,
    AWS_DEFAULT_REGION: ACCOUNT.region,
    AWS_ACCESS_KEY_ID: ACCOUNT.accountId,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const ministack = spawn(python, [join(import.meta.dirname, 'start.py')], {
    env: {
      PATH: process.env.PATH,
      HOME: options.folder,
      TMPDIR: options.folder,
      ...environment,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_ACCOUNT_ID: ACCOUNT.accountId,
      MINISTACK_REGION: ACCOUNT.region,
      // Every call is checked against the role or user that makes it.
      AUTH: 'true',
      LAMBDA_EXECUTOR: 'local',
      // Its node processes have 50 MB each.
      LAMBDA_WARM_TTL_SECONDS: '30',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(options.folder, 'ministack.log'));
  ministack.stdout.pipe(log);
  ministack.stderr.pipe(log);
  await waitFor('MiniStack is healthy', () => isHealthy(ministack, url), HEALTHY_WITHIN_MS);
  return { url, environment, close: () => stop(ministack) };
}

async function isHealthy(ministack: ChildProcess, url: string): Promise<boolean> {
  if (ministack.exitCode !== null) throw new Error(`MiniStack ended with code ${ministack.exitCode}.`);
  return fetch(`${url}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function stop(ministack: ChildProcess): Promise<void> {
  if (ministack.exitCode !== null || ministack.signalCode !== null) return;
  const gone = once(ministack, 'exit');
  ministack.kill('SIGTERM');
  const deadline = setTimeout(() => ministack.kill('SIGKILL'), GONE_WITHIN_MS);
  await gone;
  clearTimeout(deadline);
}

/** MiniStack must be told a port; between this and its start another process could take it, and then it says so. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  server.close();
  await once(server, 'close');
  return address.port;
}
