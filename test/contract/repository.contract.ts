import { describe, expect, it } from 'vitest';
import { COMMIT_AUTHOR } from '../../src/contract.ts';
import type { ConfigurationRepository } from '../../src/ports/repository.ts';

const UNKNOWN = 'f'.repeat(40);

/** Files of the first commit; undefined in a later push removes one. */
export type Files = Readonly<Record<string, string | undefined>>;

export interface RepositoryUnderTest {
  readonly repository: ConfigurationRepository;
  /** Somebody else commits to the branch; returns the new tip. */
  push(files: Files): Promise<string>;
  /** Somebody commits a file of bytes that are no text. */
  pushNoText(path: string): Promise<string>;
}

/** What the port promises (src/ports/repository.ts). */
export function describeRepository(
  name: string,
  create: (files: Files) => Promise<RepositoryUnderTest>,
): void {
  describe(`reading on ${name}`, () => {
    it('gives a file as it was at a commit, byte for byte', async () => {
      const odd = '\uFEFFa: 1\r\n\r\n# ü\t\n\nno newline at the end';
      const { repository, push } = await create({ 'a/odd.yaml': odd, 'a/empty.yaml': '' });
      const first = await repository.tip();
      const second = await push({ 'a/odd.yaml': 'new', 'b.yaml': 'b' });
      expect(await repository.tip()).toBe(second);
      expect(await repository.readFile(first, 'a/odd.yaml')).toBe(odd);
      expect(await repository.readFile(second, 'a/odd.yaml')).toBe('new');
      expect(await repository.readFile(first, 'a/empty.yaml')).toBe('');
    });

    it('gives nothing for a file, or a folder, that is not there', async () => {
      const { repository, push } = await create({ 'a/b.yaml': 'b' });
      const first = await repository.tip();
      const second = await push({ 'a/b.yaml': undefined, 'c.yaml': 'c' });
      for (const path of ['a/b.yaml', 'a', 'x/y/z.yaml'])
        expect(await repository.readFile(second, path)).toBeUndefined();
      expect(await repository.readFile(first, 'c.yaml')).toBeUndefined();
      expect(await repository.listFiles(second, 'a')).toEqual([]);
    });

    it.each(['a//b.yaml', './a/b.yaml', '../a/b.yaml', 'a/./b.yaml', '', '/', 'a\0b', 'a/'.repeat(3000)])(
      'gives nothing for a path that no file can have: %j',
      async (path) => {
        const { repository } = await create({ 'a/b.yaml': 'b' });
        expect(await repository.readFile(await repository.tip(), path)).toBeUndefined();
      },
    );

    it('names a commit that it does not know, and a file that is no text', async () => {
      const { repository, pushNoText } = await create({ 'a.yaml': 'a' });
      const read = repository.readFile(UNKNOWN, 'a.yaml');
      await expect(read).rejects.toMatchObject({
        name: 'UnknownCommitError',
        message: expect.stringContaining(UNKNOWN),
      });
      const tip = await pushNoText('b.yaml');
      const noText = repository.readFile(tip, 'b.yaml');
      await expect(noText).rejects.toMatchObject({
        name: 'UnreadableFileError',
        message: `b.yaml at ${tip} is not UTF-8 text.`,
      });
      await expect(repository.commitInfo(UNKNOWN)).rejects.toThrow();
      const unknown = { name: 'UnknownCommitError' };
      await expect(repository.changedPaths(UNKNOWN, tip)).rejects.toMatchObject(unknown);
      await expect(repository.addedOrRemovedPaths(UNKNOWN, tip)).rejects.toMatchObject(unknown);
    });

    it('lists the files directly in a folder', async () => {
      const { repository } = await create({
        'a/1.yaml': '1',
        'a/2.yaml': '2',
        'a/b/3.yaml': '3',
        'ab/4.yaml': '4',
      });
      const tip = await repository.tip();
      expect((await repository.listFiles(tip, 'a')).sort()).toEqual(['a/1.yaml', 'a/2.yaml']);
    });

    it('names what differs between two commits: added, changed, removed', async () => {
      const { repository, push } = await create({
        'same.yaml': '1',
        'changed.yaml': '1',
        'removed.yaml': '1',
      });
      const first = await repository.tip();
      await push({ 'changed.yaml': '2' });
      const third = await push({ 'deep/down/added.yaml': '1', 'removed.yaml': undefined });
      const changed = (await repository.changedPaths(first, third)).sort();
      expect(changed).toEqual(['changed.yaml', 'deep/down/added.yaml', 'removed.yaml']);
      expect(await repository.changedPaths(third, third)).toEqual([]);
      const onOneSide = (await repository.addedOrRemovedPaths(first, third)).sort();
      expect(onOneSide).toEqual(['deep/down/added.yaml', 'removed.yaml']);
    });
  });

  describe(`committing on ${name}`, () => {
    const message = 'Promote checkout\n\nTowpath-Promotion: checkout_dev_0123456789ab_1\n';

    it('writes the files and nothing else, on top of the parent', async () => {
      const odd = '\uFEFFa: 1\r\n# ü\nno newline';
      const { repository } = await create({ 'a/b.yaml': 'old', 'c.yaml': 'c' });
      const parent = await repository.tip();
      const files = [
        { path: 'a/b.yaml', text: odd },
        { path: 'd/e.yaml', text: 'new' },
      ];
      const outcome = await repository.commit({ parent, files, message });
      const tip = await repository.tip();
      expect(outcome).toEqual({ kind: 'committed', commit: tip });
      expect(await repository.readFile(tip, 'a/b.yaml')).toBe(odd);
      expect((await repository.changedPaths(parent, tip)).sort()).toEqual(['a/b.yaml', 'd/e.yaml']);
      const info = await repository.commitInfo(tip);
      expect(info).toEqual({ id: tip, parents: [parent], message: info.message, author: COMMIT_AUTHOR.name });
      expect(info.message.trimEnd()).toBe(message.trimEnd());
    });

    it('writes nothing when the branch has moved on', async () => {
      const { repository, push } = await create({ 'a.yaml': '1' });
      const parent = await repository.tip();
      const theirs = await push({ 'b.yaml': 'b' });
      const files = [{ path: 'a.yaml', text: '2' }];
      expect(await repository.commit({ parent, files, message })).toEqual({ kind: 'outdated' });
      expect(await repository.tip()).toBe(theirs);
    });

    it('writes nothing when the files are so already', async () => {
      const { repository } = await create({ 'a.yaml': '1' });
      const parent = await repository.tip();
      const files = [{ path: 'a.yaml', text: '1' }];
      expect(await repository.commit({ parent, files, message })).toEqual({ kind: 'unchanged' });
      expect(await repository.tip()).toBe(parent);
    });

    it('lets one of several win that commit on the same parent', async () => {
      const { repository } = await create({ 'a.yaml': '0' });
      const parent = await repository.tip();
      const outcomes = await Promise.all(
        [1, 2, 3, 4, 5].map((number) =>
          repository.commit({ parent, files: [{ path: 'a.yaml', text: `${number}` }], message }),
        ),
      );
      const kinds = outcomes.map(({ kind }) => kind).sort();
      expect(kinds).toEqual(['committed', 'outdated', 'outdated', 'outdated', 'outdated']);
      const winner = outcomes.findIndex(({ kind }) => kind === 'committed') + 1;
      expect(await repository.readFile(await repository.tip(), 'a.yaml')).toBe(`${winner}`);
    });

    it('takes a hundred files at once', async () => {
      const { repository } = await create({ 'a.yaml': '0' });
      const files = Array.from({ length: 100 }, (_, index) => ({
        path: `many/${index}.yaml`,
        text: `${index}`,
      }));
      await repository.commit({ parent: await repository.tip(), files, message });
      expect(await repository.listFiles(await repository.tip(), 'many')).toHaveLength(100);
    });
  });
}
