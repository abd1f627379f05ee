import { failure, isObjectId, isReferenceName } from './input.ts';
import type { Repository } from './repository.ts';

/**
 * The commit that a specifier stands for: a full id, `HEAD`, a branch, a tag, or a full reference name; without one,
 * the tip of the default branch. Where a branch and a tag share a name, the branch wins.
 */
export async function resolveCommit(repository: Repository, specifier: string | undefined): Promise<string> {
  const wanted = specifier ?? 'HEAD';
  if (!isObjectId(wanted) && !isReferenceName(wanted))
    throw failure('InvalidCommitException', `"${wanted}" is not a commit id, branch, tag or reference`);
  for (const revision of revisions(wanted)) {
    const found = await repository.objects.info(`${revision}^{commit}`);
    if (found !== undefined) return found.id;
  }
  throw failure(
    'CommitDoesNotExistException',
    specifier === undefined
      ? `no commit was specified, and ${repository.name} has no default branch`
      : `there is no commit ${wanted} in ${repository.name}`,
  );
}

function revisions(specifier: string): readonly string[] {
  if (isObjectId(specifier) || specifier === 'HEAD') return [specifier];
  if (/^refs\/(heads|tags)\//.test(specifier)) return [specifier];
  return [`refs/heads/${specifier}`, `refs/tags/${specifier}`];
}

/** The tip of a branch, or undefined. */
export async function branchTip(repository: Repository, branch: string): Promise<string | undefined> {
  return (await repository.objects.info(`refs/heads/${branch}`))?.id;
}
