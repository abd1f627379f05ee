import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { fetchArtifacts } from './artifacts.ts';

const CACHE = join(import.meta.dirname, '../../.cache/dynamodb-local');
const LEAST_JAVA = 17;
const STARTED_WITHIN_MS = 60_000;

export class JavaMissingError extends Error {
  override readonly name = 'JavaMissingError';
}

export interface Engine {
  readonly url: string;
  close(): Promise<void>;
}

/** Amazon's DynamoDB Local in memory, on 127.0.0.1 and a port that the operating system chooses. */
export async function startEngine(): Promise<Engine> {
  await requireJava();
  await fetchArtifacts(CACHE);
  const java = spawn(
    'java',
    [
      `-Dsqlite4java.library.path=${CACHE}`,
      '-cp',
      join(CACHE, '*'),
      join(import.meta.dirname, 'Launcher.java'),
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const port = await portOf(java);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const gone = once(java, 'exit');
      java.stdin.end();
      await gone;
    },
  };
}

async function requireJava(): Promise<void> {
  const wayOut = `The DynamoDB Local suite needs a JDK, version ${LEAST_JAVA} or newer, as "java" on the PATH.`;
  let text: string;
  try {
    const { stdout, stderr } = await promisify(execFile)('java', ['-version']);
    text = stderr + stdout;
  } catch (cause) {
    throw new JavaMissingError(`There is no Java. ${wayOut}`, { cause });
  }
  const version = Number(/version "(\d+)/.exec(text)?.[1]);
  if (!(version >= LEAST_JAVA))
    throw new JavaMissingError(`Java says ${JSON.stringify(text.split('\n')[0])}. ${wayOut}`);
}

async function portOf(java: ChildProcess): Promise<string> {
  const said: string[] = [];
  const deadline = setTimeout(() => java.kill('SIGKILL'), STARTED_WITHIN_MS);
  java.stderr?.on('data', (chunk) => said.push(String(chunk)));
  try {
    if (java.stdout === null) throw new Error('Java was started without a standard output.');
    for await (const line of createInterface({ input: java.stdout })) {
      const [, port] = /^Listening on port (\d+)$/.exec(line) ?? [];
      if (port !== undefined) {
        java.stdout.resume();
        return port;
      }
      said.push(`${line}\n`);
    }
    throw new Error(`DynamoDB Local did not start:\n${said.join('')}`);
  } finally {
    clearTimeout(deadline);
  }
}
