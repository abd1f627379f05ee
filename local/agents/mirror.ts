import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
import { ObjectReader } from '../services/codecommit/git/object-reader.ts';

const run = promisify(execFile);

/**
 * No clean-up in the background that would outlive us; the repository is on this machine, behind no proxy. The oldest
 * protocol asks a server with few branches the fewest questions.
 */
const SETTINGS = ['-c', 'gc.auto=0', '-c', 'http.proxy=', '-c', 'protocol.version=0'];

export interface MirrorOptions {
  readonly directory: string;
  /** What `git clone` takes. */
  readonly url: string;
  readonly branch: string;
  readonly signal: AbortSignal;
}

/**
 * A bare copy of the repository, as source-controller keeps one. Clusters share it, each of them looks when it is its
 * time: a copy for each would be the same, and a dozen more processes for each commit.
 */
export class Mirror {
  readonly #options: MirrorOptions;
  /** Starting a process takes longer the bigger we are; what is there is read through a single one. */
  readonly #objects: ObjectReader;
  #isMade = false;
  #fetched: string | undefined;
  #look: Promise<string | undefined> | undefined;
  #nextLook: Promise<string | undefined> | undefined;

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#objects = new ObjectReader(options.directory);
  }

  /**
   * The commit at the branch's tip, which is then here; fetches only when it is a new one. Whoever asks while a look is
   * under way is answered by the next one: the first may have begun before what this one is to see.
   * @returns undefined when there is no such branch yet. Rejects when the server is away.
   */
  refresh(): Promise<string | undefined> {
    if (this.#look === undefined && this.#nextLook === undefined) return this.#begin();
    this.#nextLook ??= this.#afterThis();
    return this.#nextLook;
  }

  async #afterThis(): Promise<string | undefined> {
    await this.#look?.catch(() => undefined);
    this.#nextLook = undefined;
    return this.#begin();
  }

  #begin(): Promise<string | undefined> {
    this.#look = this.#fetchTip().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  async #fetchTip(): Promise<string | undefined> {
    const { directory, url, branch } = this.#options;
    const ref = `refs/heads/${branch}`;
    const tip = (await this.#git(['ls-remote', url, ref])).split('\t')[0];
    if (tip === undefined || tip === '' || tip === this.#fetched) return this.#fetched;
    try {
      await this.#make();
      await this.#git(['-C', directory, 'fetch', '--quiet', '--no-tags', url, `+${ref}:${ref}`]);
      this.#fetched = (await this.#objects.info(ref))?.id;
    } catch (error) {
      // A kill may leave locks behind; the copy is cheap to make again.
      await this.#objects.close();
      await rm(directory, { recursive: true, force: true });
      this.#isMade = false;
      this.#fetched = undefined;
      throw error;
    }
    return this.#fetched;
  }

  /** The id of what is at the path; equal ids mean equal contents. Undefined when nothing is there. */
  async objectAt(commit: string, path: string): Promise<string | undefined> {
    return (await this.#objects.info(`${commit}:${path}`))?.id;
  }

  async read(commit: string, path: string): Promise<string | undefined> {
    const found = await this.#objects.read(`${commit}:${path}`);
    return found?.type === 'blob' ? found.content.toString() : undefined;
  }

  async close(): Promise<void> {
    await this.#objects.close();
  }

  async #make(): Promise<void> {
    if (this.#isMade) return;
    await mkdir(this.#options.directory, { recursive: true });
    await this.#git(['init', '--quiet', '--bare', this.#options.directory]);
    this.#isMade = true;
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
