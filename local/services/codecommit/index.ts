import { randomUUID } from 'node:crypto';
import type { Handler } from '../../http.ts';
import type { Service } from '../../service.ts';
import type { Person } from './git/commit.ts';
import { requireGit, runGit } from './git/process.ts';
import { importFolder } from './import-folder.ts';
import { approvalOperations } from './operations/approvals.ts';
import { branchOperations } from './operations/branches.ts';
import { commentOperations } from './operations/comments.ts';
import { commitOperations } from './operations/commits.ts';
import { createCommitOperations } from './operations/create-commit.ts';
import { differenceOperations } from './operations/differences.ts';
import { fileOperations } from './operations/files.ts';
import { mergeOperations } from './operations/merges.ts';
import { pullRequestMergeOperations } from './operations/pull-request-merges.ts';
import { pullRequestOperations } from './operations/pull-requests.ts';
import { repositoryOperations } from './operations/repositories.ts';
import { createPullRequestPage } from './page/handle.ts';
import type { PageOptions } from './page/options.ts';
import { pushTag } from './push-tag.ts';
import { existingRepository, Repositories } from './repositories.ts';
import { type CodeCommitOptions, withDefaults } from './settings.ts';
import { smartHttp } from './smart-http.ts';

export type { PullRequestChange, ReferenceChange, ReferenceChangeDetail } from './events.ts';
export type { CodeCommitOptions } from './settings.ts';

export interface CodeCommit extends Service {
  /** The same repositories for `git clone`, `git fetch` and `git push`, at `/git/<repository>`. */
  readonly handleGit: Handler;
  /** The pull requests of a repository as a page, at `/codecommit`. */
  page(options: Pick<PageOptions, 'repository' | 'token' | 'actors'>): Handler;
  /**
   * Seeds an empty repository with the first commit on `main`; executable bits and symbolic links are kept.
   * @returns the commit's id, or undefined where the repository was not empty and nothing was done
   * @throws ServiceError RepositoryDoesNotExistException
   */
  importFolder(
    repositoryName: string,
    folder: string,
    message: string,
    author: Person,
  ): Promise<string | undefined>;
  /**
   * What `git commit`, `git tag` and `git push` do, on `main`.
   * @returns the commit's id
   * @throws ServiceError RepositoryDoesNotExistException, TagExistsError
   */
  pushTag(repositoryName: string, tag: string, author: Person): Promise<string>;
}

/**
 * AWS CodeCommit on bare git repositories.
 * @throws GitError when git is missing or older than 2.38
 */
export async function createCodeCommit(options: CodeCommitOptions): Promise<CodeCommit> {
  await requireGit();
  const repositories = await Repositories.open(withDefaults(options, randomUUID));
  const operations = {
    ...repositoryOperations(repositories),
    ...branchOperations(repositories),
    ...commitOperations(repositories),
    ...fileOperations(repositories),
    ...differenceOperations(repositories),
    ...createCommitOperations(repositories),
    ...mergeOperations(repositories),
    ...pullRequestOperations(repositories),
    ...approvalOperations(repositories),
    ...pullRequestMergeOperations(repositories),
    ...commentOperations(repositories),
  };
  return {
    target: 'CodeCommit_20150413',
    operations,
    handleGit: smartHttp(repositories),
    page: (access) =>
      createPullRequestPage({
        ...access,
        operations,
        async diff(from, to) {
          const { directory } = existingRepository(repositories, { repositoryName: access.repository });
          return (await runGit(['--git-dir', directory, 'diff', '--no-color', from, to])).toString();
        },
      }),
    async importFolder(repositoryName, folder, message, author) {
      const repository = existingRepository(repositories, { repositoryName });
      return importFolder(repository, folder, { message, author, clock: options.clock });
    },
    async pushTag(repositoryName, tag, author) {
      const repository = existingRepository(repositories, { repositoryName });
      return pushTag(repository, tag, { author, clock: options.clock });
    },
    close: () => repositories.close(),
  };
}
