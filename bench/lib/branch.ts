import { execFile } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Move {
  readonly tip: string;
  /** On the clock of `performance.now()`. */
  readonly at: number;
}

/** Sees the moves of `main` in a bare repository, whoever makes them, when git renames the new reference into place. */
export class Branch {
  readonly #directory: string;
  readonly #watcher: FSWatcher;
  readonly #listeners = new Set<() => void>();
  readonly #moves: Move[] = [];
  #tip = '';

  private constructor(directory: string) {
    this.#directory = directory;
    this.#watcher = watch(join(directory, 'refs/heads'), () => void this.#look());
  }

  static async watch(directory: string): Promise<Branch> {
    const branch = new Branch(directory);
    branch.#tip = await branch.#read();
    return branch;
  }

  get tip(): string {
    return this.#tip;
  }

  /** Every move seen so far. */
  get moves(): readonly Move[] {
    return this.#moves;
  }

  /**
   * The first move at which `isDone`, asked after every move from now on.
   * @throws Error when that takes longer than `within` milliseconds; it ends with what `missing` says
   */
  async until(
    isDone: (move: Move) => boolean | Promise<boolean>,
    { within, missing }: { within: number; missing: () => string },
  ): Promise<Move> {
    const deadline = performance.now() + within;
    for (let seen = this.#moves.length; ; ) {
      const move = this.#moves[seen];
      if (move === undefined) {
        if (!(await this.#another(deadline))) throw new Error(`After ${within / 1000} s: ${missing()}`);
      } else if (await isDone(move)) return move;
      else seen += 1;
    }
  }

  /** Files that differ between two commits. */
  async changedFiles(from: string, to: string): Promise<string[]> {
    return this.#git('diff', '--name-only', from, to);
  }

  /** Commits after `from` up to `to`. */
  async commits(from: string, to: string): Promise<string[]> {
    return this.#git('rev-list', `${from}..${to}`);
  }

  close(): void {
    this.#watcher.close();
  }

  async #git(...args: string[]): Promise<string[]> {
    const { stdout } = await run('git', ['--git-dir', this.#directory, ...args]);
    return stdout.split('\n').filter(Boolean);
  }

  async #look(): Promise<void> {
    const at = performance.now();
    const tip = await this.#read();
    if (tip === this.#tip) return;
    this.#tip = tip;
    this.#moves.push({ tip, at });
    for (const listener of this.#listeners) listener();
  }

  async #read(): Promise<string> {
    return (await readFile(join(this.#directory, 'refs/heads/main'), 'utf8')).trim();
  }

  /** Whether the branch moved again before the deadline. */
  #another(deadline: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (moved: boolean) => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve(moved);
      };
      const listener = () => settle(true);
      const timer = setTimeout(() => settle(false), Math.max(0, deadline - performance.now()));
      this.#listeners.add(listener);
    });
  }
}
