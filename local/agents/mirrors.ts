import { join } from 'node:path';
import { Mirror } from './mirror.ts';

/** One copy of each branch of a repository that any cluster follows. */
export class Mirrors {
  readonly #directory: string;
  readonly #signal: AbortSignal;
  readonly #mirrors = new Map<string, Mirror>();

  /** @param directory holds a folder for each copy */
  constructor(directory: string, signal: AbortSignal) {
    this.#directory = directory;
    this.#signal = signal;
  }

  of(url: string, branch: string): Mirror {
    const name = encodeURIComponent(`${url}#${branch}`);
    const known = this.#mirrors.get(name);
    if (known !== undefined) return known;
    const directory = join(this.#directory, `${name}.git`);
    const made = new Mirror({ directory, url, branch, signal: this.#signal });
    this.#mirrors.set(name, made);
    return made;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#mirrors.values()].map((mirror) => mirror.close()));
  }
}
