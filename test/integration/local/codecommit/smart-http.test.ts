import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { GetFileCommand } from '@aws-sdk/client-codecommit';
import { describe, expect, it } from 'vitest';
import {
  clone,
  commit,
  git,
  startWithFiles,
  startWithRepository,
  tip,
} from '../../../contract/local/codecommit/cloud.ts';

describe('plain git over HTTP', () => {
  it('clones, commits and pushes, and the API sees it', async () => {
    const cloud = await startWithFiles({ a: '1\n' });
    const folder = await clone(cloud);
    await writeFile(`${folder}/a`, '2\n');
    await git(folder, 'commit', '-q', '-a', '-m', 'By hand');
    await git(folder, 'push', '-q');
    expect(await tip(cloud)).toBe(await git(folder, 'rev-parse', 'HEAD'));
    const read = await cloud.client.send(new GetFileCommand({ repositoryName: 'fleet', filePath: 'a' }));
    expect(Buffer.from(read.fileContent!).toString()).toBe('2\n');
  });

  it('fetches what the API committed, and the clone of an empty repository is on main', async () => {
    const cloud = await startWithRepository();
    const folder = await clone(cloud);
    expect(await git(folder, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    const made = await commit(cloud, { a: '1' }, { parentCommitId: undefined });
    await git(folder, 'pull', '-q', 'origin', 'main');
    expect(await git(folder, 'rev-parse', 'HEAD')).toBe(made.commitId);
  });

  it('makes the first branch that is pushed the default branch', async () => {
    const cloud = await startWithRepository();
    const folder = await clone(cloud);
    await git(folder, 'checkout', '-q', '-b', 'trunk');
    await git(folder, 'commit', '-q', '--allow-empty', '-m', 'First');
    await git(folder, 'push', '-q', 'origin', 'trunk');
    expect(await git(folder, 'ls-remote', '--symref', 'origin', 'HEAD')).toContain('ref: refs/heads/trunk');
  });

  it('takes a large push, which git sends in chunks', async () => {
    const cloud = await startWithFiles({ a: '1' });
    const folder = await clone(cloud);
    await writeFile(`${folder}/large.bin`, randomBytes(1_000_000));
    await git(folder, 'add', '.');
    await git(folder, 'commit', '-q', '-m', 'Large');
    await git(folder, '-c', 'http.postBuffer=65536', 'push', '-q');
    expect(await tip(cloud)).toBe(await git(folder, 'rev-parse', 'HEAD'));
  });

  it('takes a compressed request, as git sends a long one', async () => {
    const cloud = await startWithFiles({ a: '1' });
    const answer = await fetch(`${cloud.gitUrl}/git-upload-pack`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-git-upload-pack-request',
        'content-encoding': 'gzip',
        'git-protocol': 'version=2',
      },
      body: gzipSync('0014command=ls-refs\n0000'),
    });
    expect(await answer.text()).toContain(`${cloud.first} refs/heads/main`);
  });

  it('serves the name with .git too', async () => {
    const cloud = await startWithFiles({ a: '1' });
    const folder = await clone(cloud);
    expect(await git(folder, 'ls-remote', `${cloud.gitUrl}.git`, 'main')).toContain(cloud.first);
  });

  it('hands out nothing but what git asks for', async () => {
    const cloud = await startWithFiles({ a: '1' });
    const { origin } = new URL(cloud.gitUrl);
    const status = async (path: string) => [path, (await fetch(`${origin}${path}`)).status];
    for (const path of [
      '/git/unknown/info/refs?service=git-upload-pack',
      '/git/fleet/info/refs',
      '/git/fleet/info/refs?service=git-something',
      '/git/fleet/HEAD',
      '/git/fleet/announced.json',
      '/git/fleet/..%2f..%2fetc/info/refs?service=git-upload-pack',
    ]) {
      expect(await status(path)).toEqual([path, 404]);
    }
  });

  it('goes on after a client that hung up in the middle of a push', async () => {
    const cloud = await startWithFiles({ a: '1' });
    const folder = await clone(cloud);
    const socket = connect(Number(new URL(cloud.gitUrl).port), '127.0.0.1');
    socket.write(
      'POST /git/fleet/git-receive-pack HTTP/1.1\r\nhost: 127.0.0.1\r\n' +
        'content-type: application/x-git-receive-pack-request\r\ntransfer-encoding: chunked\r\n\r\n4\r\n00a5\r\n',
      () => socket.destroy(),
    );
    await git(folder, 'commit', '-q', '--allow-empty', '-m', 'After it');
    await git(folder, 'push', '-q');
    expect(await tip(cloud)).toBe(await git(folder, 'rev-parse', 'HEAD'));
  });
});
