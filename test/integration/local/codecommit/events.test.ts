import { CreateBranchCommand } from '@aws-sdk/client-codecommit';
import { describe, expect, it, vi } from 'vitest';
import {
  type Cloud,
  clone,
  commit,
  git,
  startWithFiles,
  startWithRepository,
  tip,
} from '../../../contract/local/codecommit/cloud.ts';
import request from '../../../fixtures/codecommit/create-commit-request.json' with { type: 'json' };
import created from '../../../fixtures/codecommit/reference-created.json' with { type: 'json' };
import deleted from '../../../fixtures/codecommit/reference-deleted.json' with { type: 'json' };
import updated from '../../../fixtures/codecommit/reference-updated.json' with { type: 'json' };
import tagged from '../../../fixtures/codecommit/tag-created.json' with { type: 'json' };

/** What the emulator tells of an event; the envelope's other fields are EventBridge's. */
const told = (event: typeof created | typeof updated | typeof deleted) => ({
  detailType: event['detail-type'],
  resources: event.resources,
  detail: event.detail,
});

async function startWithFixture(): Promise<Cloud> {
  const cloud = await startWithRepository();
  await cloud.codecommit.operations.CreateCommit!(request);
  return cloud;
}

describe('a change of a reference', () => {
  it('is announced for the first commit of a branch', async () => {
    const cloud = await startWithFixture();
    await vi.waitFor(() => expect(cloud.changes).toEqual([told(created)]));
  });

  it('is announced for a push, a tag and a deletion by plain git', async () => {
    const cloud = await startWithFixture();
    const folder = await clone(cloud);
    await git(folder, 'push', '-q', 'origin', 'main:review/checkout');
    await git(folder, 'commit', '-q', '--allow-empty', '-m', 'By hand');
    await git(folder, 'push', '-q');
    await git(folder, 'tag', '-a', '-m', 'Release', 'v1.4.2', 'HEAD~1');
    await git(folder, 'push', '-q', 'origin', 'v1.4.2');
    await git(folder, 'push', '-q', 'origin', ':review/checkout');
    await vi.waitFor(() => expect(cloud.changes).toHaveLength(5));
    expect(cloud.changes.slice(2)).toEqual([told(updated), told(tagged), told(deleted)]);
  });

  it('is announced for each reference of one push', async () => {
    const cloud = await startWithFiles({ a: '1' });
    await git(await clone(cloud), 'push', '-q', 'origin', 'main:one', 'main:two');
    await vi.waitFor(() => expect(cloud.changes).toHaveLength(3));
    expect(cloud.changes.map(({ detail }) => detail.referenceName)).toEqual(['main', 'one', 'two']);
  });

  it('is announced for a forced push', async () => {
    const cloud = await startWithFiles({ a: '1' });
    const second = (await commit(cloud, { a: '2' })).commitId;
    await git(await clone(cloud), 'push', '-q', '--force', 'origin', `${cloud.first}:refs/heads/main`);
    await vi.waitFor(() => expect(cloud.changes).toHaveLength(3));
    expect(cloud.changes[2]?.detail).toMatchObject({ oldCommitId: second, commitId: cloud.first });
  });

  it('is not announced for a push that was refused, nor for a commit that lost', async () => {
    const cloud = await startWithFiles({ a: '1' });
    const folder = await clone(cloud);
    await commit(cloud, { a: '2' });
    await git(folder, 'commit', '-q', '--allow-empty', '-m', 'Too late');
    await expect(git(folder, 'push', '-q')).rejects.toThrow(/rejected/);
    await expect(commit(cloud, { b: '1' }, { parentCommitId: cloud.first })).rejects.toThrow();
    await cloud.stop();
    expect(cloud.changes).toHaveLength(2);
  });

  it('is announced once per commit and in order, as an unbroken chain', async () => {
    const cloud = await startWithFiles({ a: '0' });
    for (let index = 1; index <= 10; index += 1) await commit(cloud, { a: String(index) });
    await vi.waitFor(() => expect(cloud.changes).toHaveLength(11));
    const details = cloud.changes.map(({ detail }) => detail);
    expect(details.slice(1).map(({ oldCommitId }) => oldCommitId)).toEqual(
      details.slice(0, -1).map(({ commitId }) => commitId),
    );
    expect(details.at(-1)?.commitId).toBe(await tip(cloud));
  });

  it('names the caller: the API as a role, git as a user', async () => {
    const cloud = await startWithFiles({ a: '1' });
    const input = { repositoryName: 'fleet', branchName: 'api', commitId: cloud.first };
    await cloud.client.send(new CreateBranchCommand(input));
    await git(await clone(cloud), 'push', '-q', 'origin', 'main:git');
    await vi.waitFor(() => expect(cloud.changes).toHaveLength(3));
    expect(cloud.changes.map(({ detail }) => detail.callerUserArn)).toEqual([
      'arn:aws:sts::111122223333:assumed-role/local/api',
      'arn:aws:sts::111122223333:assumed-role/local/api',
      'arn:aws:iam::111122223333:user/git',
    ]);
  });
});
