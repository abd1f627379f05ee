import { type Commit, parseCommit } from './commit.ts';
import { NewObjects } from './new-objects.ts';
import { type ObjectInfo, ObjectReader, type ObjectType } from './object-reader.ts';
import { GitError } from './process.ts';
import { parseTree, type TreeEntry } from './tree.ts';

/** Entries of trees that are kept in memory: the upper trees are read with every request. */
const ENTRIES_KEPT = 50_000;

/** The objects of one bare repository, by id. */
export class ObjectStore {
  readonly #directory: string;
  readonly #reader: ObjectReader;
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  #entriesKept = 0;

  constructor(gitDirectory: string) {
    this.#directory = gitDirectory;
    this.#reader = new ObjectReader(gitDirectory);
  }

  info(revision: string): Promise<ObjectInfo | undefined> {
    return this.#reader.info(revision);
  }

  async blob(id: string): Promise<Buffer> {
    return this.#read('blob', id);
  }

  async commit(id: string): Promise<Commit> {
    return parseCommit(await this.#read('commit', id));
  }

  async tree(id: string): Promise<readonly TreeEntry[]> {
    const kept = this.#trees.get(id);
    if (kept !== undefined) return kept;
    const entries = parseTree(await this.#read('tree', id));
    this.#keepTree(id, entries);
    return entries;
  }

  /** Begins a set of new objects that belong together. */
  newObjects(): NewObjects {
    return new NewObjects(this.#directory, (id, entries) => this.#keepTree(id, entries));
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  async #read(type: ObjectType, id: string): Promise<Buffer> {
    const found = await this.#reader.read(id);
    if (found?.type !== type) throw new GitError(`${id} is ${found?.type ?? 'missing'}, not a ${type}`);
    return found.content;
  }

  #keepTree(id: string, entries: readonly TreeEntry[]): void {
    if (this.#trees.has(id)) return;
    this.#trees.set(id, entries);
    this.#entriesKept += entries.length;
    for (const [oldest, { length }] of this.#trees) {
      if (this.#entriesKept <= ENTRIES_KEPT) return;
      this.#trees.delete(oldest);
      this.#entriesKept -= length;
    }
  }
}
