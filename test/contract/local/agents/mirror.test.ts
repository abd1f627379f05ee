import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Mirror } from '../../../../local/agents/mirror.ts';
import { git, temporaryFolder } from '../codecommit/cloud.ts';

let mirror: Mirror;
let commit: (message: string) => Promise<string>;

beforeEach(async () => {
  const directory = await temporaryFolder();
  const fleet = join(directory, 'fleet');
  await git(directory, 'init', '-q', '--initial-branch=main', fleet);
  commit = async (message) => {
    await git(fleet, 'commit', '--quiet', '--allow-empty', '--message', message);
    return (await git(fleet, 'rev-parse', 'HEAD')).trim();
  };
  mirror = new Mirror({
    directory: join(directory, 'mirror.git'),
    url: pathToFileURL(fleet).href,
    branch: 'main',
    signal: new AbortController().signal,
  });
  onTestFinished(() => mirror.close());
});

describe('a mirror', () => {
  it('has nothing before the first commit', async () => {
    expect(await mirror.refresh()).toBeUndefined();
  });

  it('shows whoever asks what was there when they asked, however many do', async () => {
    await commit('first');
    const looks = [mirror.refresh()];
    const second = await commit('second');
    looks.push(mirror.refresh(), mirror.refresh());
    expect((await Promise.all(looks)).slice(1)).toEqual([second, second]);
    const third = await commit('third');
    expect(await mirror.refresh()).toBe(third);
  });
});
