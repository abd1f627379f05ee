import {
  CreateCommitCommand,
  type CreateCommitCommandInput,
  GetCommitCommand,
  GetFileCommand,
  GetRepositoryCommand,
} from '@aws-sdk/client-codecommit';
import { describe, expect, it } from 'vitest';
import request from '../../../../fixtures/codecommit/create-commit-request.json' with { type: 'json' };
import response from '../../../../fixtures/codecommit/create-commit-response.json' with { type: 'json' };
import { type Cloud, commit, git, gitBytes, NOW, startWithFiles, startWithRepository, tip } from './cloud.ts';

const send = async (cloud: Cloud, input: Partial<CreateCommitCommandInput>) => {
  const parentCommitId = await tip(cloud);
  const { $metadata, ...answer } = await cloud.client.send(
    new CreateCommitCommand({ repositoryName: 'fleet', branchName: 'main', parentCommitId, ...input }),
  );
  return answer;
};

const paths = (files: readonly { absolutePath?: string | undefined }[] | undefined) =>
  files?.map(({ absolutePath }) => absolutePath);

describe('CreateCommit', () => {
  it('answers a request on the wire as AWS does, with the ids that git computes', async () => {
    const cloud = await startWithRepository();
    expect(await cloud.codecommit.operations.CreateCommit!(request)).toEqual(response);
    expect(await git(cloud.bare, 'rev-parse', 'HEAD', 'HEAD^{tree}')).toBe(
      `${response.commitId}\n${response.treeId}`,
    );
    await git(cloud.bare, 'fsck', '--strict');
  });

  it('makes the branch of the first commit the default branch', async () => {
    const cloud = await startWithRepository();
    await commit(cloud, { a: '1' }, { branchName: 'trunk', parentCommitId: undefined });
    const { repositoryMetadata } = await cloud.client.send(
      new GetRepositoryCommand({ repositoryName: 'fleet' }),
    );
    expect(repositoryMetadata?.defaultBranch).toBe('trunk');
  });

  it('keeps every byte of a file, whatever it holds and is called', async () => {
    const cloud = await startWithRepository();
    const files = {
      'crlf.yaml': Buffer.from('a: 1\r\nb: 2\r\n'),
      'no-newline.yaml': Buffer.from('a: 1'),
      'nothing/at/all': Buffer.alloc(0),
      'bom.yaml': Buffer.from('\ufeffa: 1\n'),
      'binary.bin': Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256)),
      'large.bin': Buffer.alloc(3_000_000, 'larger than one read of a pipe'),
      'größe/日本語/🚢 and spaces.yaml': Buffer.from('ü\n'),
      'line\nbreak': Buffer.from('1'),
    };
    await commit(cloud, files, { parentCommitId: undefined });
    for (const [filePath, bytes] of Object.entries(files)) {
      const read = await cloud.client.send(new GetFileCommand({ repositoryName: 'fleet', filePath }));
      const cloned = await gitBytes(cloud.bare, 'cat-file', 'blob', `HEAD:${filePath}`);
      expect([filePath, bytes.equals(read.fileContent!), bytes.equals(cloned)]).toEqual([
        filePath,
        true,
        true,
      ]);
    }
  });

  it('lists what it added, updated and deleted, and leaves out what stayed the same', async () => {
    const cloud = await startWithFiles({ same: '1', changed: '1', gone: '1', script: '1' });
    const made = await send(cloud, {
      putFiles: [
        { filePath: 'same', fileContent: Buffer.from('1') },
        { filePath: 'changed', fileContent: Buffer.from('2') },
        { filePath: '/new/file', fileContent: Buffer.from('3'), fileMode: 'EXECUTABLE' },
      ],
      deleteFiles: [{ filePath: 'gone' }],
      setFileModes: [{ filePath: 'script', fileMode: 'EXECUTABLE' }],
    });
    expect(paths(made.filesAdded)).toEqual(['new/file']);
    expect(paths(made.filesUpdated)).toEqual(['script', 'changed']);
    expect(paths(made.filesDeleted)).toEqual(['gone']);
    const listed = await git(cloud.bare, 'ls-tree', '-r', '--format=%(objectmode) %(path)', 'HEAD');
    expect(listed.split('\n')).toEqual(['100644 changed', '100755 new/file', '100644 same', '100755 script']);
  });

  it('takes the author as the committer and the time from the clock', async () => {
    const cloud = await startWithFiles({ a: '1' });
    const { commit: read } = await cloud.client.send(
      new GetCommitCommand({ repositoryName: 'fleet', commitId: cloud.first }),
    );
    const person = { name: 'Ada', email: 'ada@example.test', date: `${NOW / 1000} +0000` };
    expect(read).toMatchObject({ author: person, committer: person, message: 'A change\n', parents: [] });
  });

  it('writes a link where the mode says so', async () => {
    const cloud = await startWithFiles({ a: '1' });
    await send(cloud, {
      putFiles: [{ filePath: 'link', fileContent: Buffer.from('a'), fileMode: 'SYMLINK' }],
    });
    expect(await git(cloud.bare, 'ls-tree', 'HEAD', 'link')).toMatch(/^120000 blob/);
  });

  it('copies and moves files within the repository', async () => {
    const cloud = await startWithFiles({ one: '1', two: '2' });
    const made = await send(cloud, {
      putFiles: [
        { filePath: 'copy', sourceFile: { filePath: 'one' } },
        { filePath: 'moved', sourceFile: { filePath: 'two', isMove: true } },
      ],
    });
    expect([paths(made.filesAdded), paths(made.filesDeleted)]).toEqual([['copy', 'moved'], ['two']]);
    expect(await git(cloud.bare, 'ls-tree', '--name-only', 'HEAD')).toBe('copy\nmoved\none');
  });

  it('drops a folder that lost its last file', async () => {
    const cloud = await startWithFiles({ 'deep/er/file': '1', other: '1' });
    await send(cloud, { deleteFiles: [{ filePath: 'deep/er/file' }] });
    expect(await git(cloud.bare, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe('other');
  });

  it('keeps an emptied folder with a .gitkeep where asked to', async () => {
    const cloud = await startWithFiles({ 'deep/er/file': '1', other: '1' });
    const made = await send(cloud, { deleteFiles: [{ filePath: 'deep/er/file' }], keepEmptyFolders: true });
    expect(paths(made.filesAdded)).toEqual(['deep/er/.gitkeep']);
    expect(await git(cloud.bare, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe('deep/er/.gitkeep\nother');
  });

  it('orders a file and a folder of like names as git does', async () => {
    const cloud = await startWithRepository();
    await commit(cloud, { 'a/x': '1', 'a.b': '1', a0: '1', 'a-': '1' }, { parentCommitId: undefined });
    await git(cloud.bare, 'fsck', '--strict');
    expect(await git(cloud.bare, 'ls-tree', '--name-only', 'HEAD')).toBe('a-\na.b\na\na0');
  });

  it('takes a hundred files in one commit', async () => {
    const cloud = await startWithRepository();
    const files = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`apps/${index}/file`, '1']));
    const made = await commit(cloud, files, { parentCommitId: undefined });
    expect(made.filesAdded).toHaveLength(100);
  });
});
