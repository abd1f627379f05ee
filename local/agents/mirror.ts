import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { devNull } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** No clean-up in the background that would outlive us; the repository is on this machine, behind no proxy. */
const SETTINGS = ['-c', 'gc.auto=0', '-c', 'http.proxy='];

export interface MirrorOptions {
  readonly directory: string;
  /** What `git clone` takes. */
  readonly url: string;
  readonly branch: string;
  readonly signal: AbortSignal;
}

/** A cluster's own bare copy of the repository, as source-controller keeps one. */
export class Mirror {
  readonly #options: MirrorOptions;
  #fetched: string | undefined;

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  /**
   * The commit at the branch's tip, which is then here; fetches only when it is a new one.
   * @returns undefined when there is no such branch yet. Rejects when the server is away.
   */
  async refresh(): Promise<string | undefined> {
    const { directory, url, branch } = this.#options;
    const ref = `refs/heads/${branch}`;
    const tip = (await this.#git(['ls-remote', url, ref])).split('\t')[0];
    if (tip === undefined || tip === '' || tip === this.#fetched) return this.#fetched;
    try {
      await mkdir(directory, { recursive: true });
      await this.#git(['init', '--quiet', '--bare', directory]);
      await this.#gitHere(['fetch', '--quiet', '--no-tags', url, `+${ref}:${ref}`]);
      this.#fetched = (await this.#gitHere(['rev-parse', ref])).trim();
    } catch (error) {
      // A kill may leave locks behind; the copy is cheap to make again.
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    return this.#fetched;
  }

  /** The id of what is at the path; equal ids mean equal contents. Undefined when nothing is there. */
  async objectAt(commit: string, path: string): Promise<string | undefined> {
    return (await this.#find(['rev-parse', '--verify', '--quiet', `${commit}:${path}`]))?.trim();
  }

  async read(commit: string, path: string): Promise<string | undefined> {
    return this.#find(['cat-file', 'blob', `${commit}:${path}`]);
  }

  async #find(args: readonly string[]): Promise<string | undefined> {
    try {
      return await this.#gitHere(args);
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (typeof code === 'number') return undefined;
      throw error;
    }
  }

  #gitHere(args: readonly string[]): Promise<string> {
    return this.#git(['-C', this.#options.directory, ...args]);
  }

  async #git(args: readonly string[]): Promise<string> {
    const { stdout } = await run('git', [...SETTINGS, ...args], {
      env: environment(),
      signal: this.#options.signal,
      maxBuffer: 16 * 1024 * 1024,
    });
    return stdout;
  }
}

/** The person's own git settings, and those of a hook that may have started us, are of no concern here. */
function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}
