import { describe, expect, it } from 'vitest';
import {
  gitEnvironment,
  runGit,
  versionProblem,
} from '../../../../../local/services/codecommit/git/process.ts';

describe('git', () => {
  it.each(['git version 2.38.0', 'git version 2.39.5 (Apple Git-154)', 'git version 3.0.0.windows.1'])(
    'will do as %s',
    (answer) => expect(versionProblem(answer)).toBeUndefined(),
  );

  it('that is too old is refused with the way out', () => {
    expect(versionProblem('git version 2.37.7')).toBe('git 2.37.7 is too old: install git 2.38 or later');
  });

  it('that does not tell its version is refused', () => {
    expect(versionProblem('not git')).toContain('cannot read the version of git from "not git"');
  });

  it('sees no configuration of the user, and no variable of a surrounding git', () => {
    expect(gitEnvironment).toMatchObject({ GIT_CONFIG_NOSYSTEM: '1' });
    expect(Object.keys(gitEnvironment)).not.toContain('GIT_DIR');
    expect(Object.keys(gitEnvironment)).not.toContain('HOME');
  });

  it('that fails says what it was asked and what it answered', async () => {
    await expect(runGit(['rev-parse', '--verify', 'no-such-revision'])).rejects.toThrow(
      /^git rev-parse .*: /,
    );
  });
});
