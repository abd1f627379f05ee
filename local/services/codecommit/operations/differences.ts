import type { Input, Operation } from '../../../service.ts';
import { runGit } from '../git/process.ts';
import { findPath } from '../git/tree-paths.ts';
import { failure, optionalText, path, requiredText } from '../input.ts';
import { page, parseToken } from '../pages.ts';
import type { Repositories } from '../repositories.ts';
import { existingRepository } from '../repositories.ts';
import type { Repository } from '../repository.ts';
import { resolveCommit } from '../specifiers.ts';

const PAGE = 100;
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

interface Side {
  readonly blobId: string;
  readonly path: string;
  readonly mode: string;
}

interface Difference {
  readonly changeType: string;
  readonly beforeBlob?: Side;
  readonly afterBlob?: Side;
}

export function differenceOperations(repositories: Repositories): Record<string, Operation> {
  return {
    /** Mind the capitals of `MaxResults` and `NextToken`, here only. No rename detection. */
    async GetDifferences(input) {
      const repository = existingRepository(repositories, input);
      const size = pageSize(input);
      const token = optionalText(input, 'NextToken');
      const question = await whatIsAsked(repository, input, token);
      const all = await compare(repository, question);
      const { items, next } = page(all, size, token, question);
      return { differences: items, NextToken: next };
    },
  };
}

interface Question {
  readonly before: string;
  readonly after: string;
  readonly beforePath: string;
  readonly afterPath: string;
}

/** Later pages keep the commits of the first one, also when a branch has moved since. */
async function whatIsAsked(
  repository: Repository,
  input: Input,
  token: string | undefined,
): Promise<Question> {
  const afterSpecifier = requiredText(input, 'afterCommitSpecifier', 'CommitRequiredException');
  const beforeSpecifier = optionalText(input, 'beforeCommitSpecifier');
  const [one, other] = [optionalText(input, 'beforePath'), optionalText(input, 'afterPath')];
  const paths = { beforePath: path(one ?? other ?? ''), afterPath: path(other ?? one ?? '') };
  if (token !== undefined) {
    const { before, after } = parseToken(token);
    return { before: String(before), after: String(after), ...paths };
  }
  const after = await resolveCommit(repository, afterSpecifier);
  const before =
    beforeSpecifier === undefined ? EMPTY_TREE : await resolveCommit(repository, beforeSpecifier);
  return { before, after, ...paths };
}

function pageSize(input: Input): number {
  const size = input.MaxResults ?? PAGE;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1)
    throw failure(
      'InvalidMaxResultsException',
      `MaxResults must be a whole number above 0, not ${String(size)}`,
    );
  return Math.min(size, PAGE);
}

async function compare(repository: Repository, question: Question): Promise<readonly Difference[]> {
  const { before, after, beforePath, afterPath } = question;
  await requirePath(repository, question);
  const diff = [
    '--git-dir',
    repository.directory,
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    '--no-renames',
    '--no-abbrev',
  ];
  if (beforePath === afterPath)
    return parse(
      await runGit([...diff, before, after, '--', ...(afterPath === '' ? [] : [afterPath])]),
      '',
      '',
    );
  // A renamed folder: the two subtrees are compared, each under its own name.
  return parse(
    await runGit([...diff, `${before}:${beforePath}`, `${after}:${afterPath}`]),
    beforePath,
    afterPath,
  );
}

async function requirePath(repository: Repository, { before, after, beforePath, afterPath }: Question) {
  const exists = async (commitId: string, wanted: string) => {
    if (commitId === EMPTY_TREE) return false;
    const { treeId } = await repository.objects.commit(commitId);
    return (await findPath(repository.objects, treeId, wanted)).at === 'entry';
  };
  const [inBefore, inAfter] = [await exists(before, beforePath), await exists(after, afterPath)];
  if (beforePath === afterPath ? inBefore || inAfter : inBefore && inAfter) return;
  throw failure(
    'PathDoesNotExistException',
    `there is no "${inBefore ? afterPath : beforePath}" in the compared commits`,
  );
}

/** Reads `:<mode> <mode> <id> <id> <status>NUL<path>NUL`. */
function parse(output: Buffer, beforePath: string, afterPath: string): readonly Difference[] {
  const fields = output.toString('utf8').split('\0');
  const under = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`);
  const differences: Difference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [beforeMode = '', afterMode = '', beforeId = '', afterId = '', status = ''] = (fields[at] ?? '')
      .slice(1)
      .split(' ');
    const name = fields[at + 1] ?? '';
    differences.push({
      // A file that became a link is `T` for git; CodeCommit knows A, M and D.
      changeType: status === 'T' ? 'M' : status,
      ...(status === 'A'
        ? {}
        : { beforeBlob: { blobId: beforeId, path: under(beforePath, name), mode: beforeMode } }),
      ...(status === 'D'
        ? {}
        : { afterBlob: { blobId: afterId, path: under(afterPath, name), mode: afterMode } }),
    });
  }
  return differences;
}
