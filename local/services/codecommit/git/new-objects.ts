import { type Commit, formatCommit } from './commit.ts';
import type { ObjectType } from './object-reader.ts';
import { writeObject } from './object-writer.ts';
import { formatTree, type TreeEntry } from './tree.ts';

/**
 * Objects on their way to disk. Their ids are known at once; `stored` must resolve before a reference names one.
 */
export class NewObjects {
  readonly #directory: string;
  readonly #onTree: (id: string, entries: readonly TreeEntry[]) => void;
  readonly #storing: Promise<void>[] = [];

  constructor(gitDirectory: string, onTree: (id: string, entries: readonly TreeEntry[]) => void) {
    this.#directory = gitDirectory;
    this.#onTree = onTree;
  }

  blob(content: Buffer): string {
    return this.#write('blob', content);
  }

  tree(entries: readonly TreeEntry[]): string {
    const id = this.#write('tree', formatTree(entries));
    this.#onTree(id, entries);
    return id;
  }

  commit(commit: Omit<Commit, 'additionalData'>): string {
    return this.#write('commit', formatCommit(commit));
  }

  async stored(): Promise<void> {
    await Promise.all(this.#storing);
  }

  #write(type: ObjectType, content: Buffer): string {
    const { id, stored } = writeObject(this.#directory, type, content);
    // Without this, a failure before `stored` is asked would count as unhandled.
    stored.catch(() => {});
    this.#storing.push(stored);
    return id;
  }
}
