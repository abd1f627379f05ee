import {
  BatchGetCommitsCommand,
  type CodeCommitClient,
  CreateBranchCommand,
  GetBlobCommand,
  GetCommitCommand,
  GetDifferencesCommand,
  GetFileCommand,
  GetFolderCommand,
  GetMergeCommitCommand,
  GetRepositoryCommand,
  ListBranchesCommand,
  ListRepositoriesCommand,
} from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import folderResponse from '../../../fixtures/codecommit/get-folder-response.json' with { type: 'json' };
import {
  type Cloud,
  clone,
  commit,
  createRepository,
  git,
  makeFolder,
  NOW,
  openCloud,
  removeFolder,
  tip,
} from './cloud.ts';

const repositoryName = 'fleet';

let folder: string;
let cloud: Cloud;
let client: CodeCommitClient;
/** main: first - second; side: first - forked; v1 is an annotated tag of first; apart has no ancestor in common. */
let first: string;
let second: string;
let forked: string;
let apart: string;

beforeAll(async () => {
  folder = await makeFolder();
  cloud = await openCloud({ directory: `${folder}/repositories` });
  client = cloud.client;
  await createRepository(cloud);
  await commit(
    cloud,
    { 'apps/shop/a.yaml': 'a: 1\n', 'apps/shop/b.yaml': 'b: 1\n' },
    { parentCommitId: undefined },
  );
  first = await tip(cloud);
  await client.send(new CreateBranchCommand({ repositoryName, branchName: 'side', commitId: first }));
  await commit(cloud, { forked: '1' }, { branchName: 'side' });
  forked = await tip(cloud, 'side');
  await commit(cloud, { 'apps/shop/a.yaml': 'a: 2\n', 'apps/shop/c.yaml': 'c: 1\n', 'apps/größe': '1' });
  second = await tip(cloud);
  const work = await clone(cloud, folder);
  await git(work, 'tag', '-a', '-m', 'Release', 'v1', first);
  await git(work, 'checkout', '-q', '--orphan', 'apart');
  await git(work, 'update-index', '--add', '--cacheinfo', `160000,${first},module`);
  await git(
    work,
    'update-index',
    '--add',
    '--cacheinfo',
    `120000,${await git(work, 'hash-object', '-w', '--stdin')},link`,
  );
  await git(work, 'commit', '-q', '-m', 'Apart');
  await git(work, 'push', '-q', 'origin', 'v1', 'apart');
  apart = await tip(cloud, 'apart');
});
afterAll(async () => {
  await cloud.stop();
  await removeFolder(folder);
});

const read = async (commitSpecifier: string | undefined, filePath = 'apps/shop/a.yaml') => {
  const input = { repositoryName, filePath, ...(commitSpecifier === undefined ? {} : { commitSpecifier }) };
  const { commitId, fileContent } = await client.send(new GetFileCommand(input));
  return [commitId, Buffer.from(fileContent!).toString()];
};

describe('GetFile', () => {
  it('reads at a commit id, a branch, a tag, a full reference, HEAD, and the default branch', async () => {
    expect(await read(first)).toEqual([first, 'a: 1\n']);
    expect(await read('main')).toEqual([second, 'a: 2\n']);
    expect(await read('v1')).toEqual([first, 'a: 1\n']);
    expect(await read('refs/heads/side')).toEqual([forked, 'a: 1\n']);
    expect(await read('refs/tags/v1')).toEqual([first, 'a: 1\n']);
    expect(await read('HEAD')).toEqual([second, 'a: 2\n']);
    expect(await read(undefined)).toEqual([second, 'a: 2\n']);
  });

  it('accepts a leading slash and answers the path without it, with mode, size and blob', async () => {
    const input = { repositoryName, filePath: '/apps/shop/a.yaml', commitSpecifier: first };
    const answer = await client.send(new GetFileCommand(input));
    expect(answer).toMatchObject({
      filePath: 'apps/shop/a.yaml',
      fileMode: 'NORMAL',
      fileSize: 5,
      blobId: 'a8926a52d8dcba5c4386945476ab6a2ad008afd4',
    });
    const blob = await client.send(new GetBlobCommand({ repositoryName, blobId: answer.blobId }));
    expect(Buffer.from(blob.content!).toString()).toBe('a: 1\n');
  });
});

describe('GetFolder', () => {
  it('lists one level, with full and relative paths', async () => {
    const answer = await cloud.codecommit.operations.GetFolder!({ repositoryName, folderPath: '/apps' });
    expect(answer).toEqual(folderResponse);
  });

  it('lists the root, with links and submodules apart', async () => {
    const input = { repositoryName, folderPath: '', commitSpecifier: 'apart' };
    const answer = await client.send(new GetFolderCommand(input));
    expect(answer).toMatchObject({
      folderPath: '',
      subFolders: [{ absolutePath: 'apps', relativePath: 'apps' }],
      files: [],
      symbolicLinks: [{ absolutePath: 'link', fileMode: 'SYMLINK' }],
      subModules: [{ absolutePath: 'module', commitId: first }],
    });
  });
});

describe('GetCommit', () => {
  it('answers the commit with its parents', async () => {
    const { commit: found } = await client.send(new GetCommitCommand({ repositoryName, commitId: second }));
    const person = { name: 'Ada', email: 'ada@example.test', date: `${NOW / 1000} +0000` };
    expect(found).toEqual({
      commitId: second,
      treeId: expect.stringMatching(/^[0-9a-f]{40}$/),
      parents: [first],
      message: 'A change\n',
      author: person,
      committer: person,
      additionalData: '',
    });
  });

  it('answers many at once, and what is wrong with each that it cannot', async () => {
    const commitIds = [second, 'c'.repeat(40), 'main', first];
    const answer = await client.send(new BatchGetCommitsCommand({ repositoryName, commitIds }));
    expect(answer.commits?.map(({ commitId }) => commitId)).toEqual([second, first]);
    expect(answer.errors?.map(({ commitId, errorCode }) => [commitId, errorCode])).toEqual([
      ['c'.repeat(40), 'CommitIdDoesNotExistException'],
      ['main', 'InvalidCommitIdException'],
    ]);
  });
});

describe('GetDifferences', () => {
  const differences = async (input: object) => {
    const answer = await client.send(
      new GetDifferencesCommand({ repositoryName, afterCommitSpecifier: 'main', ...input }),
    );
    const rows = answer.differences!.map(
      ({ changeType, beforeBlob, afterBlob }) =>
        `${changeType} ${beforeBlob?.path ?? '-'} ${afterBlob?.path ?? '-'}`,
    );
    return { rows, next: answer.NextToken };
  };

  it('compares two commits', async () => {
    const { rows } = await differences({ beforeCommitSpecifier: first });
    expect(rows).toEqual(['A - apps/größe', 'M apps/shop/a.yaml apps/shop/a.yaml', 'A - apps/shop/c.yaml']);
  });

  it('lists every file where there is nothing to compare with', async () => {
    const { rows } = await differences({ afterCommitSpecifier: 'side' });
    expect(rows).toEqual(['A - apps/shop/a.yaml', 'A - apps/shop/b.yaml', 'A - forked']);
  });

  it('answers blobs and modes of both sides', async () => {
    const input = { repositoryName, beforeCommitSpecifier: 'main', afterCommitSpecifier: 'v1' };
    const answer = await client.send(new GetDifferencesCommand({ ...input, afterPath: 'apps/shop/a.yaml' }));
    const path = 'apps/shop/a.yaml';
    expect(answer.differences).toEqual([
      {
        changeType: 'M',
        beforeBlob: { blobId: expect.stringMatching(/^[0-9a-f]{40}$/), path, mode: '100644' },
        afterBlob: { blobId: 'a8926a52d8dcba5c4386945476ab6a2ad008afd4', path, mode: '100644' },
      },
    ]);
  });

  it('stays within a folder, or compares two', async () => {
    const within = await differences({ beforeCommitSpecifier: first, beforePath: 'apps/shop' });
    expect(within.rows).toEqual(['M apps/shop/a.yaml apps/shop/a.yaml', 'A - apps/shop/c.yaml']);
    const two = await differences({
      beforeCommitSpecifier: first,
      beforePath: 'apps',
      afterPath: 'apps/shop',
    });
    expect(two.rows).toContain('A - apps/shop/a.yaml');
  });

  it('goes on, page by page, from the commits of the first page', async () => {
    const one = await differences({ beforeCommitSpecifier: first, MaxResults: 2 });
    await client.send(new CreateBranchCommand({ repositoryName, branchName: 'moving', commitId: second }));
    const before = await differences({
      afterCommitSpecifier: 'moving',
      beforeCommitSpecifier: first,
      MaxResults: 2,
    });
    await commit(cloud, { 'apps/another': '1' }, { branchName: 'moving' });
    const input = { beforeCommitSpecifier: first, MaxResults: 2, NextToken: before.next };
    const two = await differences({ ...input, afterCommitSpecifier: 'moving' });
    expect([one.rows.length, two.rows, two.next]).toEqual([2, ['A - apps/shop/c.yaml'], undefined]);
  });
});

describe('GetMergeCommit', () => {
  const base = async (source: string, destination: string) => {
    const input = { sourceCommitSpecifier: source, destinationCommitSpecifier: destination };
    return (await client.send(new GetMergeCommitCommand({ repositoryName, ...input }))).baseCommitId;
  };

  it('tells whether a commit is an ancestor of another', async () => {
    expect(await base('main', first)).toBe(first);
    expect(await base(first, 'main')).toBe(first);
    expect(await base('main', 'side')).toBe(first);
  });

  it('names no base where there is none', async () => {
    expect(await base('main', apart)).toBeUndefined();
  });
});

describe('branches and repositories', () => {
  it('are listed', async () => {
    const { branches } = await client.send(new ListBranchesCommand({ repositoryName }));
    expect(branches).toEqual(expect.arrayContaining(['apart', 'main', 'side']));
    const { repositories } = await client.send(new ListRepositoriesCommand({ order: 'descending' }));
    expect(repositories?.map((repository) => repository.repositoryName)).toEqual([repositoryName]);
  });

  it('are described', async () => {
    const { repositoryMetadata } = await client.send(new GetRepositoryCommand({ repositoryName }));
    expect(repositoryMetadata).toEqual({
      accountId: '111122223333',
      repositoryId: '0d1c2b3a-0000-4000-8000-00000000f1ee',
      repositoryName,
      defaultBranch: 'main',
      creationDate: new Date(NOW),
      lastModifiedDate: new Date(NOW),
      cloneUrlHttp: cloud.gitUrl,
      cloneUrlSsh: 'ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet',
      Arn: 'arn:aws:codecommit:eu-west-1:111122223333:fleet',
    });
  });
});
