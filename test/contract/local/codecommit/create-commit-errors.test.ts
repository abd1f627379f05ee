import { CreateCommitCommand, type CreateCommitCommandInput } from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Cloud,
  clone,
  commit,
  createRepository,
  git,
  makeFolder,
  openCloud,
  removeFolder,
  tip,
} from './cloud.ts';

const file = (filePath: string, content: string | Buffer = 'new', more = {}) => ({
  filePath,
  fileContent: Buffer.from(content),
  ...more,
});
const MB = 1024 * 1024;
const put = (...putFiles: ReturnType<typeof file>[]) => ({ putFiles });

/** What the request changes in one that would succeed, and the error of AWS's model that must come of it. */
const TABLE: readonly [behaviour: string, error: string, change: Record<string, unknown>][] = [
  ['no repository name', 'RepositoryNameRequired', { repositoryName: '' }],
  ['a repository name with a slash', 'InvalidRepositoryName', { repositoryName: 'a/b' }],
  ['a repository name that ends with .git', 'InvalidRepositoryName', { repositoryName: 'fleet.git' }],
  ['an unknown repository', 'RepositoryDoesNotExist', { repositoryName: 'unknown' }],
  ['no branch name', 'BranchNameRequired', { branchName: '' }],
  ['a branch name with two dots', 'InvalidBranchName', { branchName: 'a..b' }],
  ['a branch name like a commit id', 'InvalidBranchName', { branchName: 'a'.repeat(40) }],
  ['a branch below a branch', 'BranchDoesNotExist', { branchName: 'main/below' }],
  ['an unknown branch', 'BranchDoesNotExist', { branchName: 'unknown' }],
  ['a tag instead of a branch', 'BranchNameIsTagName', { branchName: 'v1' }],
  ['no parent although the branch has commits', 'ParentCommitIdRequired', { parentCommitId: undefined }],
  ['a parent that is no id', 'InvalidParentCommitId', { parentCommitId: 'main' }],
  ['a parent that is a shortened id', 'InvalidParentCommitId', { parentCommitId: 'abcdef1' }],
  ['a parent that is nowhere', 'ParentCommitDoesNotExist', { parentCommitId: 'b'.repeat(40) }],
  ['a parent that is not the tip any more', 'ParentCommitIdOutdated', { parentCommitId: 'FIRST' }],
  ['no file at all', 'FileEntryRequired', put()],
  ['101 files', 'MaximumFileEntriesExceeded', put(...Array.from({ length: 101 }, (_, i) => file(`f${i}`)))],
  ['a file without a path', 'PathRequired', put(file(''))],
  ['a path out of the repository', 'InvalidPath', put(file('../a'))],
  ['a path with an empty part', 'InvalidPath', put(file('a//b'))],
  ['a path into .git', 'InvalidPath', put(file('.GIT/config'))],
  ['a path of more than 4,096 characters', 'InvalidPath', put(file(`${'a/'.repeat(2048)}b`))],
  ['an unknown file mode', 'InvalidFileMode', put(file('a', 'new', { fileMode: 'WRITABLE' }))],
  ['a file of more than 6 MB', 'FileContentSizeLimitExceeded', put(file('a', Buffer.alloc(6 * MB + 1)))],
  [
    'more than 7 MB together',
    'FileContentSizeLimitExceeded',
    put(file('x/a', Buffer.alloc(5 * MB)), file('y/b', Buffer.alloc(2 * MB + 1))),
  ],
  [
    'more than 6 MB for one folder',
    'FolderContentSizeLimitExceeded',
    put(file('x/a', Buffer.alloc(5 * MB)), file('x/b', Buffer.alloc(MB + 1))),
  ],
  ['the same path twice', 'SamePathRequest', put(file('a'), file('/a'))],
  ['a path put and deleted', 'SamePathRequest', { ...put(file('a')), deleteFiles: [{ filePath: 'a' }] }],
  ['a file in what is put as a file', 'PutFileEntryConflict', put(file('n'), file('n/m'))],
  ['a file where a folder is', 'FileNameConflictsWithDirectoryName', put(file('folder'))],
  ['a folder where a file is', 'DirectoryNameConflictsWithFileName', put(file('a/b'))],
  ['a file where a submodule is', 'FilePathConflictsWithSubmodulePath', put(file('module'))],
  ['a file in a submodule', 'FilePathConflictsWithSubmodulePath', put(file('module/file'))],
  [
    'content and a source',
    'FileContentAndSourceFileSpecified',
    put(file('n', 'x', { sourceFile: { filePath: 'a' } })),
  ],
  ['neither content nor a source', 'SourceFileOrContentRequired', { putFiles: [{ filePath: 'n' }] }],
  [
    'a source that is not there',
    'FileDoesNotExist',
    { putFiles: [{ filePath: 'n', sourceFile: { filePath: 'no' } }] },
  ],
  [
    'a .gitkeep as a source',
    'RestrictedSourceFile',
    { putFiles: [{ filePath: 'n', sourceFile: { filePath: 'x/.gitkeep' } }] },
  ],
  [
    'a deletion of what is not there',
    'FileDoesNotExist',
    { putFiles: [], deleteFiles: [{ filePath: 'no' }] },
  ],
  ['a deletion of a folder', 'FileDoesNotExist', { putFiles: [], deleteFiles: [{ filePath: 'folder' }] }],
  [
    'a mode for what is not there',
    'FileDoesNotExist',
    { setFileModes: [{ filePath: 'no', fileMode: 'NORMAL' }] },
  ],
  ['no mode where one is set', 'FileModeRequired', { setFileModes: [{ filePath: 'a' }] }],
  ['what is there already', 'NoChange', put(file('a', '2'))],
  [
    'a message of more than 256 KB',
    'CommitMessageLengthExceeded',
    { commitMessage: 'm'.repeat(256 * 1024 + 1) },
  ],
  ['a very long author name', 'NameLengthExceeded', { authorName: 'n'.repeat(1025) }],
  ['an email address with a line break', 'InvalidEmail', { email: 'a\nb' }],
];

describe('CreateCommit refuses', () => {
  let folder: string;
  let cloud: Cloud;
  let first: string;
  let last: string;

  beforeAll(async () => {
    folder = await makeFolder();
    cloud = await openCloud({ directory: `${folder}/repositories` });
    await createRepository(cloud);
    await commit(cloud, { a: '1', 'folder/file': '1' }, { parentCommitId: undefined });
    first = await tip(cloud);
    await commit(cloud, { a: '2' });
    const work = await clone(cloud, folder);
    await git(work, 'update-index', '--add', '--cacheinfo', `160000,${first},module`);
    await git(work, 'commit', '-q', '-m', 'Add a submodule');
    await git(work, 'tag', 'v1');
    await git(work, 'push', '-q', 'origin', 'main', 'v1');
    last = await tip(cloud);
  });
  afterAll(async () => {
    await cloud.stop();
    await removeFolder(folder);
  });

  it.each(TABLE)('%s with %sException', async (_, error, change) => {
    const input = {
      repositoryName: 'fleet',
      branchName: 'main',
      parentCommitId: last,
      putFiles: [file('new')],
      ...change,
      ...(change.parentCommitId === 'FIRST' ? { parentCommitId: first } : {}),
    } as CreateCommitCommandInput;
    const answer = cloud.client.send(new CreateCommitCommand(input));
    await expect(answer).rejects.toMatchObject({ name: `${error}Exception` });
    expect(await tip(cloud)).toBe(last);
  });
});
