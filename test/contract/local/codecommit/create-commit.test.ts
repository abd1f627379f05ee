import {
  CreateCommitCommand,
  type CreateCommitCommandInput,
  GetCommitCommand,
  GetFileCommand,
  GetRepositoryCommand,
} from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import request from '../../../fixtures/codecommit/create-commit-request.json' with { type: 'json' };
import response from '../../../fixtures/codecommit/create-commit-response.json' with { type: 'json' };
import {
  type Cloud,
  commit,
  createRepository,
  git,
  gitBytes,
  makeFolder,
  NOW,
  openCloud,
  removeFolder,
  startWithRepository,
  tip,
} from './cloud.ts';

let folder: string;
let cloud: Cloud;

beforeAll(async () => {
  folder = await makeFolder();
  cloud = await openCloud({ directory: folder });
  await createRepository(cloud);
  await commit(cloud, { start: '1' }, { parentCommitId: undefined });
});
afterAll(async () => {
  await cloud.stop();
  await removeFolder(folder);
});

const send = async (input: Partial<CreateCommitCommandInput>) =>
  cloud.client.send(
    new CreateCommitCommand({
      repositoryName: 'fleet',
      branchName: 'main',
      parentCommitId: await tip(cloud),
      ...input,
    }),
  );

const paths = (files: readonly { absolutePath?: string | undefined }[] | undefined) =>
  files?.map(({ absolutePath }) => absolutePath);

/** What git sees below a folder, e.g. `100644 a/b`. */
const listed = async (below: string) =>
  (await git(cloud.bare, 'ls-tree', '-r', '--format=%(objectmode) %(path)', `main:${below}`)).split('\n');

describe('CreateCommit on an empty repository', () => {
  it('answers a request on the wire as AWS does, with the ids that git computes', async () => {
    const empty = await startWithRepository();
    expect(await empty.codecommit.operations.CreateCommit!(request)).toEqual(response);
    const ids = await git(empty.bare, 'rev-parse', 'main', 'main^{tree}');
    expect(ids).toBe(`${response.commitId}\n${response.treeId}`);
    await git(empty.bare, 'fsck', '--strict');
  });

  it('makes the branch of the first commit the default branch', async () => {
    const empty = await startWithRepository();
    await commit(empty, { a: '1' }, { branchName: 'trunk', parentCommitId: undefined });
    const answer = await empty.client.send(new GetRepositoryCommand({ repositoryName: 'fleet' }));
    expect(answer.repositoryMetadata?.defaultBranch).toBe('trunk');
  });
});

describe('CreateCommit', () => {
  it('keeps every byte of a file, whatever it holds and is called', async () => {
    const files = {
      'crlf.yaml': Buffer.from('a: 1\r\nb: 2\r\n'),
      'no-newline.yaml': Buffer.from('a: 1'),
      'nothing/at/all': Buffer.alloc(0),
      'bom.yaml': Buffer.from('\ufeffa: 1\n'),
      'binary.bin': Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256)),
      'large.bin': Buffer.alloc(1_000_000, 'larger than one read of a pipe'),
      'größe/日本語/🚢 and spaces.yaml': Buffer.from('ü\n'),
      'line\nbreak': Buffer.from('1'),
    };
    await commit(cloud, files);
    for (const [filePath, bytes] of Object.entries(files)) {
      const read = await cloud.client.send(new GetFileCommand({ repositoryName: 'fleet', filePath }));
      const seen = await gitBytes(cloud.bare, 'cat-file', 'blob', `main:${filePath}`);
      expect([filePath, bytes.equals(read.fileContent!), bytes.equals(seen)]).toEqual([filePath, true, true]);
    }
  });

  it('lists what it added, updated and deleted, and leaves out what stayed the same', async () => {
    await commit(cloud, { 'list/same': '1', 'list/changed': '1', 'list/gone': '1', 'list/script': '1' });
    const made = await send({
      putFiles: [
        { filePath: 'list/same', fileContent: Buffer.from('1') },
        { filePath: 'list/changed', fileContent: Buffer.from('2') },
        { filePath: '/list/new/file', fileContent: Buffer.from('3'), fileMode: 'EXECUTABLE' },
      ],
      deleteFiles: [{ filePath: 'list/gone' }],
      setFileModes: [{ filePath: 'list/script', fileMode: 'EXECUTABLE' }],
    });
    expect(paths(made.filesAdded)).toEqual(['list/new/file']);
    expect(paths(made.filesUpdated)).toEqual(['list/script', 'list/changed']);
    expect(paths(made.filesDeleted)).toEqual(['list/gone']);
    expect(await listed('list')).toEqual([
      '100644 changed',
      '100755 new/file',
      '100644 same',
      '100755 script',
    ]);
  });

  it('takes the author as the committer and the time from the clock', async () => {
    const { commitId } = await commit(cloud, { author: '1' });
    const read = await cloud.client.send(new GetCommitCommand({ repositoryName: 'fleet', commitId }));
    const person = { name: 'Ada', email: 'ada@example.test', date: `${NOW / 1000} +0000` };
    expect(read.commit).toMatchObject({ author: person, committer: person, message: 'A change\n' });
  });

  it('writes a link where the mode says so', async () => {
    const fileContent = Buffer.from('../start');
    await send({ putFiles: [{ filePath: 'links/link', fileContent, fileMode: 'SYMLINK' }] });
    expect(await listed('links')).toEqual(['120000 link']);
  });

  it('copies and moves files within the repository', async () => {
    await commit(cloud, { 'move/one': '1', 'move/two': '2' });
    const made = await send({
      putFiles: [
        { filePath: 'move/copy', sourceFile: { filePath: 'move/one' } },
        { filePath: 'move/moved', sourceFile: { filePath: 'move/two', isMove: true } },
      ],
    });
    expect(paths(made.filesAdded)).toEqual(['move/copy', 'move/moved']);
    expect(paths(made.filesDeleted)).toEqual(['move/two']);
    expect(await listed('move')).toEqual(['100644 copy', '100644 moved', '100644 one']);
  });

  it('drops a folder that lost its last file', async () => {
    await commit(cloud, { 'drop/deep/er/file': '1', 'drop/other': '1' });
    await send({ deleteFiles: [{ filePath: 'drop/deep/er/file' }] });
    expect(await listed('drop')).toEqual(['100644 other']);
  });

  it('keeps an emptied folder with a .gitkeep where asked to', async () => {
    await commit(cloud, { 'keep/deep/file': '1', 'keep/other': '1' });
    const made = await send({ deleteFiles: [{ filePath: 'keep/deep/file' }], keepEmptyFolders: true });
    expect(paths(made.filesAdded)).toEqual(['keep/deep/.gitkeep']);
    expect(await listed('keep')).toEqual(['100644 deep/.gitkeep', '100644 other']);
  });

  it('orders a file and a folder of like names as git does', async () => {
    await commit(cloud, { 'order/a/x': '1', 'order/a.b': '1', 'order/a0': '1', 'order/a-': '1' });
    expect(await listed('order')).toEqual(['100644 a-', '100644 a.b', '100644 a/x', '100644 a0']);
  });

  it('takes a hundred files in one commit', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `hundred/${index}/file`);
    const made = await commit(cloud, Object.fromEntries(names.map((name) => [name, '1'])));
    expect(made.filesAdded).toHaveLength(100);
  });

  it('leaves a repository that git finds nothing wrong with', async () => {
    expect(await git(cloud.bare, 'fsck', '--strict')).toBe('');
  });
});
