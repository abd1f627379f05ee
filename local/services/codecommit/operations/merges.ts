import type { Operation } from '../../../service.ts';
import { GitError, runGit } from '../git/process.ts';
import { failure, optionalText, requiredText } from '../input.ts';
import type { Repositories } from '../repositories.ts';
import { existingRepository } from '../repositories.ts';
import type { Repository } from '../repository.ts';
import { resolveCommit } from '../specifiers.ts';

const DETAIL_LEVELS = ['FILE_LEVEL', 'LINE_LEVEL'];
const STRATEGIES = ['NONE', 'ACCEPT_SOURCE', 'ACCEPT_DESTINATION', 'AUTOMERGE'];

export function mergeOperations(repositories: Repositories): Record<string, Operation> {
  return {
    /** `baseCommitId` is the destination's own id exactly when the destination is an ancestor of the source. */
    async GetMergeCommit(input) {
      const repository = existingRepository(repositories, input);
      const source = requiredText(input, 'sourceCommitSpecifier', 'CommitRequiredException');
      const destination = requiredText(input, 'destinationCommitSpecifier', 'CommitRequiredException');
      const level = optionalText(input, 'conflictDetailLevel');
      const strategy = optionalText(input, 'conflictResolutionStrategy');
      if (level !== undefined && !DETAIL_LEVELS.includes(level))
        throw failure(
          'InvalidConflictDetailLevelException',
          `"${level}" is not one of ${DETAIL_LEVELS.join(', ')}`,
        );
      if (strategy !== undefined && !STRATEGIES.includes(strategy))
        throw failure(
          'InvalidConflictResolutionStrategyException',
          `"${strategy}" is not one of ${STRATEGIES.join(', ')}`,
        );
      const sourceCommitId = await resolveCommit(repository, source);
      const destinationCommitId = await resolveCommit(repository, destination);
      const baseCommitId = await mergeBase(repository, sourceCommitId, destinationCommitId);
      return { sourceCommitId, destinationCommitId, ...(baseCommitId === undefined ? {} : { baseCommitId }) };
    },
  };
}

/** Undefined where the two have no common ancestor. */
export async function mergeBase(
  repository: Repository,
  one: string,
  other: string,
): Promise<string | undefined> {
  try {
    const found = await runGit(['--git-dir', repository.directory, 'merge-base', one, other]);
    return found.toString().trim();
  } catch (error) {
    // Exit code 1 is the answer that the two have no common ancestor.
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}
