import { GetFolderCommand } from '@aws-sdk/client-codecommit';
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

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** As a client must do it: read the tip again and repeat, as often as somebody was faster. */
async function commitUntilDone(cloud: Cloud, path: string): Promise<void> {
  for (;;) {
    try {
      await commit(cloud, { [path]: path }, { commitMessage: `${path}\n` });
      return;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ParentCommitIdOutdatedException') throw error;
    }
  }
}

async function filesOf(cloud: Cloud): Promise<string[]> {
  const input = { repositoryName: 'fleet', folderPath: '' };
  const { files } = await cloud.client.send(new GetFolderCommand(input));
  return files!.map(({ absolutePath }) => absolutePath!).sort();
}

describe('concurrent writers', () => {
  it.each([
    ['different', (index: number) => ({ [`file-${index}`]: '1' })],
    ['the same', () => ({ file: '1' })],
  ])('with %s commits on one tip: exactly one wins', async (_, files) => {
    const cloud = await startWithFiles({ start: '1' });
    const parentCommitId = cloud.first;
    const outcomes = await Promise.allSettled(
      numbers(20).map((index) => commit(cloud, files(index), { parentCommitId })),
    );
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
    expect(lost).toEqual(Array(19).fill('ParentCommitIdOutdatedException'));
    expect(await filesOf(cloud)).toHaveLength(2);
  });

  it('on an empty repository: exactly one makes the first commit', async () => {
    const cloud = await startWithRepository();
    const outcomes = await Promise.allSettled(
      numbers(5).map((index) => commit(cloud, { [`file-${index}`]: '1' }, { parentCommitId: undefined })),
    );
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
    expect(lost).toEqual(Array(4).fill('ParentCommitIdRequiredException'));
  });

  it('lose nothing when they try again, and every commit is announced once', async () => {
    const cloud = await startWithFiles({ start: '1' });
    await Promise.all(numbers(8).map((index) => commitUntilDone(cloud, `file-${index}`)));
    expect(await filesOf(cloud)).toHaveLength(9);
    await vi.waitFor(() => expect(cloud.changes).toHaveLength(9));
    expectChain(cloud, await tip(cloud));
  });

  it('lose nothing to a git push, nor the push to them', async () => {
    const cloud = await startWithFiles({ start: '1' });
    const folder = await clone(cloud);
    const pushes = async () => {
      for (const index of numbers(2)) {
        await git(folder, 'commit', '-q', '--allow-empty', '-m', `push ${index}`);
        await pushUntilDone(folder);
      }
    };
    const commits = async () => {
      for (const index of numbers(10)) await commitUntilDone(cloud, `file-${index}`);
    };
    await Promise.all([pushes(), commits()]);
    await git(folder, 'pull', '-q', '--rebase');
    const subjects = (await git(folder, 'log', '--format=%s')).split('\n').sort();
    const expected = [
      'A change',
      ...numbers(10).map((i) => `file-${i}`),
      ...numbers(2).map((i) => `push ${i}`),
    ];
    expect(subjects).toEqual(expected.sort());
    await vi.waitFor(() => expect(cloud.changes).toHaveLength(13));
    expectChain(cloud, await tip(cloud));
  });
});

async function pushUntilDone(folder: string): Promise<void> {
  for (;;) {
    try {
      await git(folder, 'push', '-q');
      return;
    } catch (error) {
      if (!(error instanceof Error) || !/rejected/.test(error.message)) throw error;
      await git(folder, 'pull', '-q', '--rebase');
    }
  }
}

/** Each event begins where the one before it ended. */
function expectChain(cloud: Cloud, last: string): void {
  const details = cloud.changes.map(({ detail }) => detail);
  expect(details.map(({ oldCommitId }) => oldCommitId)).toEqual([
    undefined,
    ...details.slice(0, -1).map(({ commitId }) => commitId),
  ]);
  expect(details.at(-1)?.commitId).toBe(last);
}
