import type { Input, Operation } from '../../../service.ts';
import type { ObjectStore } from '../git/object-store.ts';
import { decodeName, type TreeEntry } from '../git/tree.ts';
import { diffEntries } from '../git/tree-diff.ts';
import { findPath } from '../git/tree-paths.ts';
import { failure, optionalText, path, requiredText } from '../input.ts';
import { page, parseToken } from '../pages.ts';
import type { Repositories } from '../repositories.ts';
import { existingRepository } from '../repositories.ts';
import type { Repository } from '../repository.ts';
import { resolveCommit } from '../specifiers.ts';

const PAGE = 100;

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
  /** A commit; null is before the first one. */
  readonly before: string | null;
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
    return { before: before === null ? null : String(before), after: String(after), ...paths };
  }
  const after = await resolveCommit(repository, afterSpecifier);
  const before = beforeSpecifier === undefined ? null : await resolveCommit(repository, beforeSpecifier);
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
  const { objects } = repository;
  const { beforePath, afterPath } = question;
  const before = await entryAt(objects, question.before, beforePath);
  const after = await entryAt(objects, question.after, afterPath);
  const isThere = beforePath === afterPath ? (before ?? after) : before && after;
  if (isThere === undefined)
    throw failure(
      'PathDoesNotExistException',
      `there is no "${before ? afterPath : beforePath}" in the compared commits`,
    );
  const changes = await diffEntries(objects, before, after);
  return changes.map((change) => ({
    changeType: change.before === undefined ? 'A' : change.after === undefined ? 'D' : 'M',
    ...(change.before && { beforeBlob: side(change.before, beforePath, change.path) }),
    ...(change.after && { afterBlob: side(change.after, afterPath, change.path) }),
  }));
}

/** What stands at the path, in no commit nothing. */
async function entryAt(
  objects: ObjectStore,
  commitId: string | null,
  wanted: string,
): Promise<TreeEntry | undefined> {
  if (commitId === null) return undefined;
  const { treeId } = await objects.commit(commitId);
  const found = await findPath(objects, treeId, wanted);
  return found.at === 'entry' ? found.entry : undefined;
}

const side = ({ id, mode }: TreeEntry, folder: string, path: string): Side => ({
  blobId: id,
  path: [folder, decodeName(path)].filter(Boolean).join('/'),
  mode,
});
