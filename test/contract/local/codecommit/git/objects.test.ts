import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { formatCommit, parseCommit } from '../../../../../local/services/codecommit/git/commit.ts';
import { ObjectStore } from '../../../../../local/services/codecommit/git/object-store.ts';
import {
  ReferenceMovedError,
  ReferenceWriter,
} from '../../../../../local/services/codecommit/git/reference-writer.ts';
import {
  encodeName,
  formatTree,
  MODE,
  parseTree,
} from '../../../../../local/services/codecommit/git/tree.ts';
import { git, temporaryFolder } from '../cloud.ts';

let directory: string;
let objects: ObjectStore;

beforeEach(async () => {
  directory = await temporaryFolder();
  await git(directory, 'init', '-q', '--bare');
  objects = new ObjectStore(directory);
  onTestFinished(() => objects.close());
});

describe('objects', () => {
  it('are what git reads back, in one order of answers for many readers at once', async () => {
    const created = objects.newObjects();
    const contents = Array.from({ length: 50 }, (_, index) => Buffer.alloc(index * 5000, `content ${index}`));
    const ids = contents.map((content) => created.blob(content));
    await created.stored();
    const read = await Promise.all(ids.map((id) => objects.blob(id)));
    expect(read.every((content, index) => content.equals(contents[index]!))).toBe(true);
    const input = contents[7]!;
    expect(ids[7]).toBe(execFileSync('git', ['hash-object', '--stdin'], { input }).toString().trim());
    await git(directory, 'fsck', '--strict');
  });

  it('can be read again after the reading process was lost', async () => {
    const created = objects.newObjects();
    const id = created.blob(Buffer.from('kept'));
    await created.stored();
    await objects.info(id);
    await objects.close();
    expect((await objects.blob(id)).toString()).toBe('kept');
  });

  it('that are not there are told from those that are', async () => {
    expect(await objects.info('e'.repeat(40))).toBeUndefined();
    await expect(objects.blob('e'.repeat(40))).rejects.toThrow(/is missing, not a blob/);
  });

  it('cannot be asked for with what would be a second question', () => {
    expect(() => objects.info('HEAD\ninfo HEAD')).toThrow(/not a revision/);
  });
});

describe('trees and commits', () => {
  it('are the same after writing and reading them', () => {
    const entry = fc.record({
      mode: fc.constantFrom(...Object.values(MODE)),
      name: fc
        .string({ minLength: 1, unit: 'grapheme' })
        .filter((name) => !/[/\0]/.test(name))
        .map(encodeName),
      id: fc.stringMatching(/^[0-9a-f]{40}$/),
    });
    const entries = fc.uniqueArray(entry, { selector: ({ name }) => name });
    fc.assert(
      fc.property(entries, (tree) => {
        const read = parseTree(formatTree(tree));
        expect(read).toHaveLength(tree.length);
        expect(read).toEqual(expect.arrayContaining(tree));
        expect(formatTree(read)).toEqual(formatTree(read.toReversed()));
      }),
    );
  });

  it('keep further header lines and a message of any shape', () => {
    const person = { name: 'Ada Ü', email: '', date: '1763676000 +0100' };
    const commit = { treeId: 'a'.repeat(40), parents: ['b'.repeat(40)], author: person, committer: person };
    const text = formatCommit({ ...commit, message: 'One\n\nTwo' }).toString();
    const signed = Buffer.from(text.replace('\n\n', '\ngpgsig one\n two\n\n'));
    expect(parseCommit(signed)).toEqual({
      ...commit,
      message: 'One\n\nTwo',
      additionalData: 'gpgsig one\n two',
    });
  });

  it('cannot be given a header by a name', () => {
    const person = { name: 'A\nparent <x>', email: 'a@b', date: '0 +0000' };
    const content = formatCommit({
      treeId: 'a',
      parents: [],
      author: person,
      committer: person,
      message: '',
    });
    expect(parseCommit(content).parents).toEqual([]);
  });
});

describe('references', () => {
  it('move again after a move was refused', async () => {
    const tree = await git(directory, 'mktree');
    const id = await git(directory, 'commit-tree', '-m', 'x', tree);
    const writer = new ReferenceWriter(directory);
    onTestFinished(() => writer.close());
    await writer.move('refs/heads/main', undefined, id);
    await expect(writer.move('refs/heads/main', undefined, id)).rejects.toBeInstanceOf(ReferenceMovedError);
    await expect(writer.move('refs/heads/no', id, id)).rejects.toBeInstanceOf(ReferenceMovedError);
    await writer.move('refs/heads/main', id, undefined);
    await writer.move('refs/heads/main/below', undefined, id);
    expect(await git(directory, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main/below');
  });
});
