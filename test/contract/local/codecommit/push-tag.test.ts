import { expect, it } from 'vitest';
import { git, startWithRepository } from './cloud.ts';

const author = { name: 'Dana', email: 'dana@example.test' };

it('a tag is pushed with a commit of its own, also into an empty repository, and told as CodeCommit tells it', async () => {
  const cloud = await startWithRepository();
  const first = await cloud.codecommit.pushTag('fleet', 'v1.0.0', author);
  const second = await cloud.codecommit.pushTag('fleet', 'v1.1.0', author);
  expect(await git(cloud.bare, 'log', '--format=%H %an %s %D', 'main')).toBe(
    `${second} Dana Release v1.1.0 HEAD -> main, tag: v1.1.0\n${first} Dana Release v1.0.0 tag: v1.0.0`,
  );
  expect(await git(cloud.bare, 'show', 'v1.1.0:VERSION')).toBe('v1.1.0');
  await git(cloud.bare, 'fsck', '--strict');
  await expect.poll(() => cloud.changes.length).toBe(4);
  expect(cloud.changes.at(-1)?.detail).toMatchObject({
    ...{ event: 'referenceCreated', referenceType: 'tag', referenceName: 'v1.1.0', commitId: second },
  });
});

it('a tag that is there is not pushed again, nor one of a repository that is not there', async () => {
  const cloud = await startWithRepository();
  const commit = await cloud.codecommit.pushTag('fleet', 'v1', author);
  await expect(cloud.codecommit.pushTag('fleet', 'v1', author)).rejects.toThrow('fleet has a tag v1 already');
  expect(await git(cloud.bare, 'rev-parse', 'main')).toBe(commit);
  await expect(cloud.codecommit.pushTag('absent', 'v1', author)).rejects.toThrow('absent');
});
