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
const TABLE: readonly [
  operation: string,
  error: string,
  behaviour: string,
  change: Record<string, unknown>,
][] = [
  ['CreateCommit', 'RepositoryNameRequired', 'no repository name', { repositoryName: '' }],
  ['CreateCommit', 'InvalidRepositoryName', 'a repository name with a slash', { repositoryName: 'a/b' }],
  [
    'CreateCommit',
    'InvalidRepositoryName',
    'a repository name that ends with .git',
    { repositoryName: 'fleet.git' },
  ],
  ['CreateCommit', 'RepositoryDoesNotExist', 'an unknown repository', { repositoryName: 'unknown' }],
  ['CreateCommit', 'BranchNameRequired', 'no branch name', { branchName: '' }],
  ['CreateCommit', 'InvalidBranchName', 'a branch name with two dots', { branchName: 'a..b' }],
  ['CreateCommit', 'InvalidBranchName', 'a branch name like a commit id', { branchName: 'a'.repeat(40) }],
  ['CreateCommit', 'BranchDoesNotExist', 'a branch below a branch', { branchName: 'main/below' }],
  ['CreateCommit', 'BranchDoesNotExist', 'an unknown branch', { branchName: 'unknown' }],
  ['CreateCommit', 'BranchNameIsTagName', 'a tag instead of a branch', { branchName: 'v1' }],
  [
    'CreateCommit',
    'ParentCommitIdRequired',
    'no parent although the branch has commits',
    { parentCommitId: undefined },
  ],
  ['CreateCommit', 'InvalidParentCommitId', 'a parent that is no id', { parentCommitId: 'main' }],
  ['CreateCommit', 'InvalidParentCommitId', 'a parent that is a shortened id', { parentCommitId: 'abcdef1' }],
  [
    'CreateCommit',
    'ParentCommitDoesNotExist',
    'a parent that is nowhere',
    { parentCommitId: 'b'.repeat(40) },
  ],
  [
    'CreateCommit',
    'ParentCommitIdOutdated',
    'a parent that is not the tip any more',
    { parentCommitId: 'FIRST' },
  ],
  ['CreateCommit', 'FileEntryRequired', 'no file at all', put()],
  [
    'CreateCommit',
    'MaximumFileEntriesExceeded',
    '101 files',
    put(...Array.from({ length: 101 }, (_, i) => file(`f${i}`))),
  ],
  ['CreateCommit', 'PathRequired', 'a file without a path', put(file(''))],
  ['CreateCommit', 'InvalidPath', 'a path out of the repository', put(file('../a'))],
  ['CreateCommit', 'InvalidPath', 'a path with an empty part', put(file('a//b'))],
  ['CreateCommit', 'InvalidPath', 'a path into .git', put(file('.GIT/config'))],
  ['CreateCommit', 'InvalidPath', 'a path of more than 4,096 characters', put(file(`${'a/'.repeat(2048)}b`))],
  [
    'CreateCommit',
    'InvalidFileMode',
    'an unknown file mode',
    put(file('a', 'new', { fileMode: 'WRITABLE' })),
  ],
  [
    'CreateCommit',
    'FileContentSizeLimitExceeded',
    'a file of more than 6 MB',
    put(file('a', Buffer.alloc(6 * MB + 1))),
  ],
  [
    'CreateCommit',
    'FileContentSizeLimitExceeded',
    'more than 7 MB together',
    put(file('x/a', Buffer.alloc(5 * MB)), file('y/b', Buffer.alloc(2 * MB + 1))),
  ],
  [
    'CreateCommit',
    'FolderContentSizeLimitExceeded',
    'more than 6 MB for one folder',
    put(file('x/a', Buffer.alloc(5 * MB)), file('x/b', Buffer.alloc(MB + 1))),
  ],
  ['CreateCommit', 'SamePathRequest', 'the same path twice', put(file('a'), file('/a'))],
  [
    'CreateCommit',
    'SamePathRequest',
    'a path put and deleted',
    { ...put(file('a')), deleteFiles: [{ filePath: 'a' }] },
  ],
  ['CreateCommit', 'PutFileEntryConflict', 'a file in what is put as a file', put(file('n'), file('n/m'))],
  ['CreateCommit', 'FileNameConflictsWithDirectoryName', 'a file where a folder is', put(file('folder'))],
  ['CreateCommit', 'DirectoryNameConflictsWithFileName', 'a folder where a file is', put(file('a/b'))],
  ['CreateCommit', 'FilePathConflictsWithSubmodulePath', 'a file where a submodule is', put(file('module'))],
  ['CreateCommit', 'FilePathConflictsWithSubmodulePath', 'a file in a submodule', put(file('module/file'))],
  [
    'CreateCommit',
    'FileContentAndSourceFileSpecified',
    'content and a source',
    put(file('n', 'x', { sourceFile: { filePath: 'a' } })),
  ],
  [
    'CreateCommit',
    'SourceFileOrContentRequired',
    'neither content nor a source',
    { putFiles: [{ filePath: 'n' }] },
  ],
  [
    'CreateCommit',
    'FileDoesNotExist',
    'a source that is not there',
    { putFiles: [{ filePath: 'n', sourceFile: { filePath: 'no' } }] },
  ],
  [
    'CreateCommit',
    'RestrictedSourceFile',
    'a .gitkeep as a source',
    { putFiles: [{ filePath: 'n', sourceFile: { filePath: 'x/.gitkeep' } }] },
  ],
  [
    'CreateCommit',
    'FileDoesNotExist',
    'a deletion of what is not there',
    { putFiles: [], deleteFiles: [{ filePath: 'no' }] },
  ],
  [
    'CreateCommit',
    'FileDoesNotExist',
    'a deletion of a folder',
    { putFiles: [], deleteFiles: [{ filePath: 'folder' }] },
  ],
  [
    'CreateCommit',
    'FileDoesNotExist',
    'a mode for what is not there',
    { setFileModes: [{ filePath: 'no', fileMode: 'NORMAL' }] },
  ],
  ['CreateCommit', 'FileModeRequired', 'no mode where one is set', { setFileModes: [{ filePath: 'a' }] }],
  ['CreateCommit', 'Serialization', 'another type', { putFiles: 'a text' }],
  ['CreateCommit', 'NoChange', 'what is there already', put(file('a', '2'))],
  [
    'CreateCommit',
    'CommitMessageLengthExceeded',
    'a message of more than 256 KB',
    { commitMessage: 'm'.repeat(256 * 1024 + 1) },
  ],
  ['CreateCommit', 'NameLengthExceeded', 'a very long author name', { authorName: 'n'.repeat(1025) }],
  ['CreateCommit', 'InvalidEmail', 'an email address with a line break', { email: 'a\nb' }],
];

describe('what is refused by', () => {
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

  it.each(TABLE)('%s with %sException: %s', async (_, error, __, change) => {
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
