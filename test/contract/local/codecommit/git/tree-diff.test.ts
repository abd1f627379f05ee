import { execFileSync } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { ObjectStore } from '../../../../../local/services/codecommit/git/object-store.ts';
import { encodeName, MODE, type TreeEntry } from '../../../../../local/services/codecommit/git/tree.ts';
import { diffEntries } from '../../../../../local/services/codecommit/git/tree-diff.ts';
import { git, temporaryFolder } from '../cloud.ts';

/** A folder is a record, a file its text; a link, a program or a submodule says so before a colon. */
interface Folder {
  readonly [name: string]: string | Folder;
}

const BEFORE: Folder = {
  same: { a: '1', deeper: { b: '2' } },
  edited: { 'a.yaml': '1', 'größe.yaml': '1', 'line\nbreak': '1' },
  gone: { a: '1', deeper: { b: '2' } },
  turns: '1',
  'turns.d': { a: '1' },
  moved: { a: '7' },
  run: '1',
  link: '1',
  module: 'submodule:1',
};
const AFTER: Folder = {
  same: { a: '1', deeper: { b: '2' } },
  edited: { 'a.yaml': '2', 'größe.yaml': '2', 'line\nbreak': '2', new: '3' },
  // A file that becomes a folder, and a folder that becomes a file.
  turns: { a: '1', b: '2' },
  'turns.d': '1',
  'turns-again': '1',
  moved2: { a: '7' },
  run: 'program:1',
  link: 'link:same/a',
  module: 'submodule:2',
};

it('finds what git finds, in the same order', async () => {
  const directory = await temporaryFolder();
  await git(directory, 'init', '-q', '--bare');
  const objects = new ObjectStore(directory);
  onTestFinished(() => objects.close());
  const created = objects.newObjects();

  const leaf = (name: string, text: string): TreeEntry => {
    const [kind, content = ''] = text.includes(':') ? text.split(':') : ['file', text];
    if (kind === 'submodule') return { mode: MODE.submodule, name, id: content.repeat(40) };
    const mode = { file: MODE.file, program: MODE.executable, link: MODE.symbolicLink }[kind!]!;
    return { mode, name, id: created.blob(Buffer.from(content)) };
  };
  const folder = (name: string, content: Folder): TreeEntry => ({
    mode: MODE.folder,
    name,
    id: created.tree(
      Object.entries(content).map(([key, value]) =>
        typeof value === 'string' ? leaf(encodeName(key), value) : folder(encodeName(key), value),
      ),
    ),
  });
  const sides = [folder('', {}), folder('', BEFORE), folder('', AFTER)];
  await created.stored();

  const format = ['-r', '-z', '--raw', '--no-renames', '--no-abbrev'];
  for (const before of sides)
    for (const after of sides) {
      const told = execFileSync('git', ['-C', directory, 'diff-tree', ...format, before.id, after.id]);
      const fields = told.toString('latin1').split('\0').slice(0, -1);
      const found = (await diffEntries(objects, before, after)).flatMap((change) => {
        const [one, other] = [change.before, change.after];
        return [
          one?.mode ?? '000000',
          other?.mode ?? '000000',
          one?.id ?? NONE,
          other?.id ?? NONE,
          change.path,
        ];
      });
      const expected = fields.flatMap((field, index) =>
        index % 2 === 0 ? field.slice(1).split(' ').slice(0, 4) : [field],
      );
      expect(found).toEqual(expected);
    }
});

const NONE = '0'.repeat(40);
