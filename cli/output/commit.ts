/** As `git log --oneline` shows it. */
export const shortCommit = (commit: string): string => commit.slice(0, 7);
