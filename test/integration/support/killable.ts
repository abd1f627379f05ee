import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Client, createClient } from '../../../console/api/client.ts';
import { ROOT } from '../../../scripts/boot.ts';

const RUNNER = join(import.meta.dirname, 'run-installation.ts');

/** An installation in a process of its own, which is killed and started again on what it left behind. */
export class Killable {
  readonly #directory: string;
  readonly #seed: string;
  #process: ChildProcess | undefined;
  #address: { url: string; token: string; repositoryUrl: string } | undefined;

  constructor(directory: string, seed: string) {
    this.#directory = directory;
    this.#seed = seed;
  }

  /** `dieAt`: where in its first commit it kills itself. */
  async start(dieAt?: 'before-commit' | 'after-commit'): Promise<void> {
    const args = [
      '--import',
      'tsx',
      RUNNER,
      this.#directory,
      this.#seed,
      ...(dieAt === undefined ? [] : [dieAt]),
    ];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    const lines = createInterface({ input: child.stdout });
    const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as string[];
    if (line === undefined) throw new Error('The installation ended before it was up; see its output above.');
    this.#address = JSON.parse(line);
  }

  get address(): { url: string; token: string; repositoryUrl: string } {
    if (this.#address === undefined) throw new Error('The installation was never started.');
    return this.#address;
  }

  client(as?: string): Client {
    const { url, token } = this.address;
    return createClient({ url, token, ...(as !== undefined && { as }) });
  }

  async push(repository: string, tag: string): Promise<void> {
    const { url, token } = this.address;
    const response = await fetch(`${url}/local/images`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ repository, tag }),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  /** `kill -9`, at once; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL');
    await this.died();
  }

  /** Resolves when it is gone, by whatever hand. */
  async died(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await once(child, 'exit');
  }
}
