import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Announcer, Tips } from './announcer.ts';
import { runGit } from './git/process.ts';
import { ReferenceWriter } from './git/reference-writer.ts';
import { serial } from './serial.ts';

/**
 * The branches and tags of one repository. Moves by the API and looks at what a push did take turns, so that each
 * change is told once and with the right caller; git's own locks keep the two apart on disk.
 */
export class References {
  readonly #gitDirectory: string;
  readonly #writer: ReferenceWriter;
  readonly #announcer: Announcer;
  readonly #callers: { readonly api: string; readonly git: string };
  readonly #takingTurns = serial();

  constructor(
    gitDirectory: string,
    announcer: Announcer,
    callers: { readonly api: string; readonly git: string },
  ) {
    this.#gitDirectory = gitDirectory;
    this.#writer = new ReferenceWriter(gitDirectory);
    this.#announcer = announcer;
    this.#callers = callers;
  }

  /** Object ids by full name, in git's order. */
  async list(under: 'refs/heads' | 'refs/tags' | 'all' = 'all'): Promise<Tips> {
    const folders = under === 'all' ? ['refs/heads', 'refs/tags'] : [under];
    const args = [
      '--git-dir',
      this.#gitDirectory,
      'for-each-ref',
      '--format=%(objectname) %(refname)',
      ...folders,
    ];
    const lines = (await runGit(args)).toString().split('\n').filter(Boolean);
    return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
  }

  /**
   * Compare-and-swap for the API; `from` is undefined for a reference that must not exist yet, `to` for one that goes.
   * @throws ReferenceMovedError, ReferenceConflictError
   */
  async move(
    reference: string,
    from: string | undefined,
    to: string | undefined,
    caller = this.#callers.api,
  ): Promise<void> {
    await this.#takingTurns(async () => {
      await this.#writer.move(reference, from, to);
      this.#announcer.moved({ reference, from, to, caller }, this.#callers.git);
    });
    // The usual first branch is the one that HEAD names: then there is nothing to look for.
    if (from === undefined && reference !== (await this.#head())) await this.#adoptDefaultBranch();
  }

  /** Tells of what a push changed. */
  async notePush(): Promise<void> {
    await this.#compare(this.#callers.git);
    await this.#adoptDefaultBranch();
  }

  /** Tells of what changed while nobody looked. */
  async noteMissed(): Promise<void> {
    await this.#compare(undefined);
  }

  /** The branch that `HEAD` names, if it exists. */
  async defaultBranch(): Promise<string | undefined> {
    const branch = await this.#head();
    return (await this.list('refs/heads')).has(branch) ? branch.slice('refs/heads/'.length) : undefined;
  }

  async close(): Promise<void> {
    await this.#takingTurns(() => this.#writer.close());
    await this.#announcer.settled();
  }

  async #compare(caller: string | undefined): Promise<void> {
    await this.#takingTurns(async () => this.#announcer.compare(await this.list(), caller));
  }

  async #head(): Promise<string> {
    const content = await readFile(join(this.#gitDirectory, 'HEAD'), 'utf8');
    return content.replace(/^ref: /, '').trim();
  }

  /** As on AWS, the first branch of a repository becomes its default branch, whatever its name. */
  async #adoptDefaultBranch(): Promise<void> {
    const [branches, head] = await Promise.all([this.list('refs/heads'), this.#head()]);
    const first = [...branches.keys()][0];
    if (first === undefined || branches.has(head)) return;
    await runGit(['--git-dir', this.#gitDirectory, 'symbolic-ref', 'HEAD', first]);
  }
}
