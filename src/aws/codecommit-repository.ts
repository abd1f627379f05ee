import {
  CodeCommitClient,
  CreateCommitCommand,
  type Difference,
  type FileModeTypeEnum,
  GetBranchCommand,
  GetCommitCommand,
  GetDifferencesCommand,
  GetFileCommand,
  GetFolderCommand,
} from '@aws-sdk/client-codecommit';
import { COMMIT_AUTHOR } from '../contract.ts';
import {
  type CommitOutcome,
  type ConfigurationRepository,
  UnknownCommitError,
  UnreadableFileError,
} from '../ports/repository.ts';
import { isNamed } from './sdk-error.ts';
import { capture } from './tracer.ts';

/** Files are immutable at a commit, so they are kept; the oldest goes when there are this many. */
const MOST_CACHED = 500;

export function createCodeCommitRepository(options: {
  repository: string;
  branch: string;
  client?: CodeCommitClient;
}): ConfigurationRepository {
  const {
    repository: repositoryName,
    branch: branchName,
    client = capture(new CodeCommitClient({})),
  } = options;
  const cache = new Map<string, File | undefined>();
  const repository: ConfigurationRepository = {
    branch: branchName,
    branchKey: `${repositoryName}#${branchName}`,

    async tip() {
      const { branch } = await client.send(new GetBranchCommand({ repositoryName, branchName }));
      if (branch?.commitId === undefined)
        throw new Error(`Branch ${branchName} of ${repositoryName} has no commit yet.`);
      return branch.commitId;
    },

    async readFile(commit, path) {
      const key = `${commit}:${path}`;
      if (cache.has(key)) return cache.get(key)?.text;
      const file = await readFile(client, repositoryName, commit, path);
      cache.set(key, file);
      if (cache.size > MOST_CACHED) cache.delete(cache.keys().next().value ?? '');
      return file?.text;
    },

    async listFiles(commit, folder) {
      try {
        const input = { repositoryName, commitSpecifier: commit, folderPath: folder };
        const { files = [] } = await client.send(new GetFolderCommand(input));
        return files.flatMap(({ absolutePath }) => absolutePath ?? []);
      } catch (error) {
        if (isNamed(error, 'FolderDoesNotExistException')) return [];
        if (isTooMuch(error))
          throw new UnreadableFileError(commit, folder, 'holds more than CodeCommit lists', error);
        throw error;
      }
    },

    async isLink(commit, path) {
      await repository.readFile(commit, path);
      return cache.get(`${commit}:${path}`)?.mode === 'SYMLINK';
    },

    async changedPaths(from, to) {
      const found = await differences(client, repositoryName, from, to);
      return found.flatMap(({ beforeBlob, afterBlob }) => (afterBlob ?? beforeBlob)?.path ?? []);
    },

    async addedOrRemovedPaths(from, to) {
      const found = await differences(client, repositoryName, from, to);
      const onOneSide = found.filter(({ beforeBlob, afterBlob }) => !beforeBlob || !afterBlob);
      return onOneSide.flatMap(({ beforeBlob, afterBlob }) => (afterBlob ?? beforeBlob)?.path ?? []);
    },

    async commit({ parent, files, message }): Promise<CommitOutcome> {
      try {
        const { commitId } = await client.send(
          new CreateCommitCommand({
            repositoryName,
            branchName,
            parentCommitId: parent,
            authorName: COMMIT_AUTHOR.name,
            email: COMMIT_AUTHOR.email,
            commitMessage: message,
            putFiles: files.map(({ path, text }) => ({
              filePath: path,
              // Without a mode CodeCommit makes it a normal file, whatever it was.
              fileMode: cache.get(`${parent}:${path}`)?.mode ?? 'NORMAL',
              fileContent: new TextEncoder().encode(text),
            })),
          }),
        );
        if (commitId === undefined) throw new Error('CreateCommit answered without a commit id.');
        return { kind: 'committed', commit: commitId };
      } catch (error) {
        if (isNamed(error, 'ParentCommitIdOutdatedException', 'ConcurrentReferenceUpdateException'))
          return { kind: 'outdated' };
        if (isNamed(error, 'NoChangeException', 'SameFileContentException')) return { kind: 'unchanged' };
        throw error;
      }
    },

    async commitInfo(commit) {
      const { commit: found } = await client.send(new GetCommitCommand({ repositoryName, commitId: commit }));
      const { parents = [], message = '', author } = found ?? {};
      return { id: commit, parents, message, author: author?.name ?? '' };
    },
  };
  return repository;
}

/** CodeCommit compares paths and knows no renames, so each has at most one difference. */
export async function differences(
  client: CodeCommitClient,
  repositoryName: string,
  from: string,
  to: string,
): Promise<Difference[]> {
  const found: Difference[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const input = { repositoryName, beforeCommitSpecifier: from, afterCommitSpecifier: to, NextToken };
      const page = await client.send(new GetDifferencesCommand(input));
      found.push(...(page.differences ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  } catch (error) {
    if (isUnknownCommit(error)) throw new UnknownCommitError(`${from} or ${to}`, error);
    throw error;
  }
  return found;
}

interface File {
  readonly text: string;
  readonly mode: FileModeTypeEnum | undefined;
}

async function readFile(
  client: CodeCommitClient,
  repositoryName: string,
  commit: string,
  filePath: string,
): Promise<File | undefined> {
  try {
    const { fileContent, fileMode } = await client.send(
      new GetFileCommand({ repositoryName, commitSpecifier: commit, filePath }),
    );
    // A byte order mark is content, and bytes that are no UTF-8 must not be replaced silently.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fileContent);
    return { text, mode: fileMode };
  } catch (error) {
    if (isNamed(error, ...NO_FILE)) return undefined;
    if (isUnknownCommit(error)) throw new UnknownCommitError(commit, error);
    if (error instanceof TypeError)
      throw new UnreadableFileError(commit, filePath, 'is not UTF-8 text', error);
    if (isNamed(error, 'FileTooLargeException'))
      throw new UnreadableFileError(commit, filePath, 'is larger than CodeCommit gives out', error);
    throw error;
  }
}

/** The last two of a path that can be none, such as `a//b` or `../b`. */
const NO_FILE = [
  'FileDoesNotExistException',
  'PathDoesNotExistException',
  'InvalidPathException',
  'PathRequiredException',
];

/** GetFolder documents no limit, and has no pages; by these words the API says of files and folders that they are too large. */
const isTooMuch = (error: unknown): boolean =>
  error instanceof Error && /TooLarge|SizeLimitExceeded/.test(error.name);

const isUnknownCommit = (error: unknown): boolean =>
  isNamed(error, 'CommitDoesNotExistException', 'InvalidCommitException', 'CommitIdDoesNotExistException');
