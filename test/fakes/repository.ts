import { COMMIT_AUTHOR } from '../../src/contract.ts';
import {
  type CommitInfo,
  type CommitOutcome,
  type CommitRequest,
  type ConfigurationRepository,
  type FileWrite,
  UnknownCommitError,
  UnreadableFileError,
} from '../../src/ports/repository.ts';

/** Stands for a file of bytes that are no text. */
export const NO_TEXT = '\uFFFD';

type Files = Readonly<Record<string, string>>;
type Commit = CommitInfo & { readonly files: Files; readonly links?: readonly string[] };

/** A history of whole file trees. Commit ids count: 40 hex digits, the first is 0...01. */
export class FakeRepository implements ConfigurationRepository {
  readonly branch = 'main';
  readonly branchKey = 'fleet#main';
  readonly #commits = new Map<string, Commit>();
  #tip = '';

  constructor(files: Files = {}) {
    this.#add({ parents: [], message: 'First commit', author: 'alice', files });
  }

  async tip(): Promise<string> {
    return this.#tip;
  }

  async readFile(commit: string, path: string): Promise<string | undefined> {
    const text = this.#find(commit).files[path];
    if (text === NO_TEXT) throw new UnreadableFileError(commit, path, 'is not UTF-8 text');
    return text;
  }

  async isLink(commit: string, path: string): Promise<boolean> {
    return this.#find(commit).links?.includes(path) ?? false;
  }

  async listFiles(commit: string, folder: string): Promise<string[]> {
    const paths = Object.keys(this.#find(commit).files).sort();
    return paths.filter((path) => path.slice(0, path.lastIndexOf('/')) === folder);
  }

  async changedPaths(from: string, to: string): Promise<string[]> {
    const [before, after] = [this.#find(from).files, this.#find(to).files];
    const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...paths].filter((path) => before[path] !== after[path]);
  }

  async addedOrRemovedPaths(from: string, to: string): Promise<string[]> {
    const [before, after] = [this.#find(from).files, this.#find(to).files];
    const changed = await this.changedPaths(from, to);
    return changed.filter((path) => before[path] === undefined || after[path] === undefined);
  }

  async commit({ parent, files, message }: CommitRequest): Promise<CommitOutcome> {
    if (parent !== this.#tip) return { kind: 'outdated' };
    const before = this.files();
    if (files.every(({ path, text }) => before[path] === text)) return { kind: 'unchanged' };
    const written = Object.fromEntries(files.map(({ path, text }) => [path, text]));
    const author = COMMIT_AUTHOR.name;
    const commit = this.#add({ parents: [parent], message, author, files: { ...before, ...written } });
    return { kind: 'committed', commit };
  }

  async commitInfo(commit: string): Promise<CommitInfo> {
    const { files: _, ...info } = this.#find(commit);
    return info;
  }

  /** Files at the tip, or at a commit. */
  files(commit = this.#tip): Files {
    return this.#find(commit).files;
  }

  /** Commits from the newest to the first, along first parents. */
  log(): CommitInfo[] {
    const log: Commit[] = [];
    for (let id: string | undefined = this.#tip; id !== undefined; id = log.at(-1)?.parents[0])
      log.push(this.#find(id));
    return log;
  }

  /**
   * What a person does with git: commits on `onto` (the tip unless given) and pushes; undefined removes a file. Of
   * several parents the first gives the files that are not named.
   */
  pushByHand(
    changes: Readonly<Record<string, string | undefined>>,
    onto: readonly string[] = [this.#tip],
  ): string {
    const files = Object.entries({ ...this.files(onto[0]), ...changes }).filter(
      ([, text]) => text !== undefined,
    );
    return this.#add({
      parents: onto,
      message: 'By hand',
      author: 'alice',
      files: Object.fromEntries(files) as Files,
    });
  }

  /** A commit of another branch. */
  commitBeside(
    parent: string,
    files: readonly FileWrite[],
    message: string,
    author: string,
    { deleted = [], links = [] }: { deleted?: readonly string[]; links?: readonly string[] } = {},
  ): string {
    const tip = this.#tip;
    const kept = Object.entries(this.files(parent)).filter(([path]) => !deleted.includes(path));
    const written = Object.fromEntries(files.map(({ path, text }) => [path, text]));
    const id = this.#add({
      parents: [parent],
      message,
      author,
      files: { ...Object.fromEntries(kept), ...written },
      links,
    });
    this.#tip = tip;
    return id;
  }

  #add(commit: Omit<Commit, 'id'>): string {
    const id = (this.#commits.size + 1).toString(16).padStart(40, '0');
    this.#commits.set(id, { id, ...commit });
    this.#tip = id;
    return id;
  }

  #find(commit: string): Commit {
    const found = this.#commits.get(commit);
    if (found === undefined) throw new UnknownCommitError(commit);
    return found;
  }
}
