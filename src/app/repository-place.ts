import type { Using } from './ports.ts';

/** The name of the configuration repository: of several sources of an Application it tells which is ours. */
export const repositoryName = ({ repository }: Using<'repository'>): string =>
  repository.branchKey.slice(0, repository.branchKey.indexOf('#'));
