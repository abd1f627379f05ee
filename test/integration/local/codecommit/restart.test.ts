import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import type { ReferenceChange } from '../../../../local/services/codecommit/index.ts';
import {
  commit,
  createRepository,
  git,
  startCloud,
  temporaryFolder,
  tip,
} from '../../../contract/local/codecommit/cloud.ts';

/** A directory whose repository `fleet` has one commit, and nothing running on it. */
async function leftBehind(onReferenceChange?: (change: ReferenceChange) => void) {
  const directory = await temporaryFolder();
  const cloud = await startCloud({ directory, ...(onReferenceChange && { onReferenceChange }) });
  await createRepository(cloud);
  const { commitId } = await commit(cloud, { a: '1' }, { parentCommitId: undefined });
  await cloud.stop();
  return { directory, repository: `${directory}/fleet.git`, first: commitId! };
}

describe('after a restart', () => {
  it('everything is as it was, and nothing is announced again', async () => {
    const { directory, first } = await leftBehind();
    const cloud = await startCloud({ directory });
    expect(await tip(cloud)).toBe(first);
    await commit(cloud, { a: '2' });
    await vi.waitFor(() => expect(cloud.changes.map(({ detail }) => detail.oldCommitId)).toEqual([first]));
  });

  it('what changed while nobody looked is announced, without a caller', async () => {
    const { directory, repository, first } = await leftBehind();
    const second = await git(repository, 'commit-tree', '-p', first, '-m', 'Missed', `${first}^{tree}`);
    await git(repository, 'update-ref', 'refs/heads/main', second, first);
    await git(repository, 'update-ref', 'refs/tags/v1', first);
    const cloud = await startCloud({ directory });
    await vi.waitFor(() => expect(cloud.changes).toHaveLength(2));
    const [moved, tagged] = cloud.changes.map(({ detail }) => detail);
    expect(moved).toMatchObject({ event: 'referenceUpdated', oldCommitId: first, commitId: second });
    expect(tagged).toMatchObject({ event: 'referenceCreated', referenceType: 'tag', commitId: first });
    expect(moved).not.toHaveProperty('callerUserArn');
  });

  it('a change whose announcement failed is announced again', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { directory, first } = await leftBehind(() => {
      throw new Error('no bus yet');
    });
    expect(warned).toHaveBeenCalledOnce();
    warned.mockRestore();
    const cloud = await startCloud({ directory });
    await vi.waitFor(() => expect(cloud.changes).toHaveLength(1));
    expect(cloud.changes[0]?.detail.commitId).toBe(first);
  });

  it('the locks of a process that was killed do not stand in the way', async () => {
    const { directory, repository } = await leftBehind();
    const locks = ['refs/heads/main.lock', 'packed-refs.lock', 'HEAD.lock'].map(
      (name) => `${repository}/${name}`,
    );
    const old = new Date(Date.now() - 60_000);
    for (const lock of locks) {
      await writeFile(lock, '');
      await utimes(lock, old, old);
    }
    const cloud = await startCloud({ directory });
    const made = await commit(cloud, { a: '2' });
    expect(await tip(cloud)).toBe(made.commitId);
  });

  it('a repository that was not finished is gone and can be made', async () => {
    const directory = await temporaryFolder();
    await mkdir(`${directory}/.unfinished-1/objects`, { recursive: true });
    const cloud = await startCloud({ directory });
    expect(await readdir(directory)).toEqual([]);
    await createRepository(cloud);
    expect(await readdir(directory)).toEqual(['fleet.git']);
  });
});
