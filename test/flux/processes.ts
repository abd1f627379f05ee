import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { Program } from './go.ts';

const STOPPED_WITHIN_MS = 10_000;
const TAIL = 2_000;

/** Programs of the suite; each writes to a log of its own in the folder. */
export class Processes {
  readonly #bin: string;
  readonly #folder: string;
  readonly #running: { readonly name: string; readonly child: ChildProcess }[] = [];

  constructor(bin: string, folder: string) {
    this.#bin = bin;
    this.#folder = folder;
  }

  /** Of a program that is run and not kept running. */
  file(name: Program): string {
    return join(this.#bin, name);
  }

  start(name: Program, words: readonly string[], environment: Record<string, string> = {}): void {
    const log = openSync(this.#log(name), 'a');
    const child = spawn(this.file(name), words, {
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH, HOME: this.#folder, ...environment },
    });
    closeSync(log);
    this.#running.push({ name, child });
  }

  /** What a program that has ended said last; undefined while all run. */
  async ended(): Promise<string | undefined> {
    const gone = this.#running.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
    if (gone === undefined) return undefined;
    const text = await readFile(this.#log(gone.name), 'utf8');
    return `${gone.name} has ended (${gone.child.exitCode ?? gone.child.signalCode}):\n${text.slice(-TAIL)}`;
  }

  /** In the reverse of the order that they were started in. */
  async stop(): Promise<void> {
    for (const { child } of this.#running.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const closed = once(child, 'close');
      const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
      child.kill('SIGTERM');
      await closed;
      clearTimeout(late);
    }
  }

  #log(name: string): string {
    return join(this.#folder, `${name}.log`);
  }
}

/** Of this machine; nobody holds it, so it is to be used at once. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
