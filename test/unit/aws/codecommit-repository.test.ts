import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { describe, expect, it } from 'vitest';
import { createCodeCommitRepository } from '../../../src/aws/codecommit-repository.ts';
import { failing, inTurn, scripted } from './scripted.ts';

/** What the local cloud cannot show: errors and pages as AWS documents them. The rest is in test/contract. */
function create(answers: Parameters<typeof scripted>[1]) {
  const { settings, requests } = scripted('CodeCommit_20150413', answers);
  const client = new CodeCommitClient(settings);
  return {
    repository: createCodeCommitRepository({ repository: 'fleet', branch: 'main', client }),
    requests,
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the repository on CodeCommit', () => {
  it('has a branch without commits only for a moment, and says so', async () => {
    const { repository } = create({ GetBranch: () => ({ branch: { branchName: 'main' } }) });
    await expect(repository.tip()).rejects.toThrow('Branch main of fleet has no commit yet.');
    expect(repository.branchKey).toBe('fleet#main');
  });

  it('reads a file once, whatever it found', async () => {
    const { repository, requests } = create({
      GetFile: ({ filePath }) =>
        filePath === 'missing' ? failing('FileDoesNotExistException')({}) : { fileContent: base64('text') },
    });
    const read = async (path: string) => [
      await repository.readFile('c', path),
      await repository.readFile('c', path),
    ];
    expect(await read('there')).toEqual(['text', 'text']);
    expect(await read('missing')).toEqual([undefined, undefined]);
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['CommitDoesNotExistException', 'UnknownCommitError'],
    ['InvalidCommitException', 'UnknownCommitError'],
    ['CommitIdDoesNotExistException', 'UnknownCommitError'],
    ['FileTooLargeException', 'UnreadableFileError'],
    ['EncryptionKeyAccessDeniedException', 'EncryptionKeyAccessDeniedException'],
  ])('takes %s of a read for %s', async (code, name) => {
    const { repository } = create({ GetFile: failing(code) });
    await expect(repository.readFile('c', 'path')).rejects.toMatchObject({ name });
  });

  it.each([
    ['ParentCommitIdOutdatedException', 'outdated'],
    ['ConcurrentReferenceUpdateException', 'outdated'],
    ['NoChangeException', 'unchanged'],
    ['SameFileContentException', 'unchanged'],
  ])('takes %s of a commit for %s', async (code, kind) => {
    const { repository } = create({ CreateCommit: failing(code) });
    expect(await repository.commit({ parent: 'c', files: [], message: '' })).toEqual({ kind });
  });

  it('throws whatever else goes wrong with a commit', async () => {
    const { repository } = create({
      CreateCommit: inTurn(failing('CommitMessageLengthExceededException'), () => ({})),
    });
    const commit = () => repository.commit({ parent: 'c', files: [], message: '' });
    await expect(commit()).rejects.toMatchObject({ name: 'CommitMessageLengthExceededException' });
    await expect(commit()).rejects.toThrow('CreateCommit answered without a commit id.');
  });

  it('lists nothing in a folder that is not there, and throws any other error', async () => {
    const { repository } = create({
      GetFolder: inTurn(failing('FolderDoesNotExistException'), failing('RepositoryDoesNotExistException')),
    });
    expect(await repository.listFiles('c', 'a')).toEqual([]);
    await expect(repository.listFiles('c', 'a')).rejects.toMatchObject({
      name: 'RepositoryDoesNotExistException',
    });
  });

  it.each(['FolderContentSizeLimitExceededException', 'FileTooLargeException'])(
    'takes %s of a folder for one that cannot be read',
    async (code) => {
      const { repository } = create({ GetFolder: failing(code) });
      await expect(repository.listFiles('c', 'a')).rejects.toMatchObject({
        name: 'UnreadableFileError',
        message: 'a at c holds more than CodeCommit lists.',
      });
    },
  );

  it('knows a link from a file by its mode', async () => {
    const { repository, requests } = create({
      GetFile: ({ filePath }) => ({
        fileContent: base64('target'),
        fileMode: filePath === 'link' ? 'SYMLINK' : 'NORMAL',
      }),
    });
    expect(await repository.readFile('c', 'link')).toBe('target');
    expect([await repository.isLink('c', 'link'), await repository.isLink('c', 'file')]).toEqual([
      true,
      false,
    ]);
    expect(requests).toHaveLength(2);
  });

  it('reads differences page by page; a renamed file has two paths', async () => {
    const { repository, requests } = create({
      GetDifferences: inTurn(
        () => ({
          differences: [{ afterBlob: { path: 'a' } }, { beforeBlob: { path: 'b' } }],
          NextToken: 'next',
        }),
        () => ({ differences: [{ beforeBlob: { path: 'b' }, afterBlob: { path: 'c' } }] }),
      ),
    });
    expect(await repository.changedPaths('1', '2')).toEqual(['a', 'b', 'c']);
    expect(requests.map(({ input }) => input.NextToken)).toEqual([undefined, 'next']);
  });
});
