import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { expect, it } from 'vitest';
import { mergePullRequest } from '../../../src/aws/codecommit-merges.ts';
import { failing, scripted } from './scripted.ts';

/** Documented of MergePullRequestBySquash; whoever may push to a branch may delete it. */
it('a pull request whose branch somebody has deleted is out of date', async () => {
  const answers = { MergePullRequestBySquash: failing('ReferenceDoesNotExistException') };
  const client = new CodeCommitClient(scripted('CodeCommit_20150413', answers).settings);
  const at = { pullRequestId: '7', repositoryName: 'fleet' };
  expect(await mergePullRequest(client, at, { head: 'a'.repeat(40), message: 'Merge' })).toEqual({
    kind: 'outdated',
    reason: 'its branch is gone',
  });
});
