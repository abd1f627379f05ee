import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { git, startWithRepository, temporaryFolder } from './cloud.ts';

const author = { name: 'Towpath', email: 'towpath@example.test' };

async function seed(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(`${folder}/apps/shop`, { recursive: true });
  await mkdir(`${folder}/empty`);
  await mkdir(`${folder}/.git`);
  await writeFile(`${folder}/.git/config`, 'not a file of the seed');
  await writeFile(`${folder}/apps/shop/größe.yaml`, 'a: 1\r\n');
  await writeFile(`${folder}/run.sh`, '#!/bin/sh\n');
  await chmod(`${folder}/run.sh`, 0o755);
  await symlink('run.sh', `${folder}/link`);
  return folder;
}

describe('importFolder', () => {
  it('makes the first commit of what is in a folder, with modes and links', async () => {
    const cloud = await startWithRepository();
    const commitId = await cloud.codecommit.importFolder('fleet', await seed(), 'Seed\n', author);
    const listed = await git(
      cloud.bare,
      '-c',
      'core.quotePath=false',
      'ls-tree',
      '-r',
      '--format=%(objectmode) %(path)',
      'HEAD',
    );
    expect(listed.split('\n')).toEqual(['100644 apps/shop/größe.yaml', '120000 link', '100755 run.sh']);
    expect(await git(cloud.bare, 'log', '--format=%H %an %s')).toBe(`${commitId} Towpath Seed`);
    await git(cloud.bare, 'fsck', '--strict');
  });

  it('leaves a repository alone that has commits', async () => {
    const cloud = await startWithRepository();
    const first = await cloud.codecommit.importFolder('fleet', await seed(), 'Seed\n', author);
    expect(await cloud.codecommit.importFolder('fleet', await seed(), 'Again\n', author)).toBeUndefined();
    expect(await git(cloud.bare, 'rev-parse', 'HEAD')).toBe(first);
  });

  it('refuses a repository that is not there', async () => {
    const cloud = await startWithRepository();
    const answer = cloud.codecommit.importFolder('unknown', await seed(), 'Seed\n', author);
    await expect(answer).rejects.toMatchObject({ code: 'RepositoryDoesNotExistException' });
  });
});
