import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FLEET } from './answers.ts';
import { answer, towpath } from './harness.ts';

let home: string;
let cwd: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'towpath-connection-'));
  cwd = join(home, 'examples', 'fleet');
  mkdirSync(cwd, { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true }));

function started(content = '{"url":"http://127.0.0.1:7070","token":"of the file"}'): void {
  mkdirSync(join(home, '.data'));
  writeFileSync(join(home, '.data', 'local.json'), content);
}

const status = (argv: string[], env: Record<string, string> = {}) =>
  towpath(['status', ...argv], { 'GET /api/fleet': FLEET }, { cwd, env });

async function asked(argv: string[], env?: Record<string, string>) {
  const { requests } = await status(argv, env);
  return { url: requests[0]?.url, authorization: requests[0]?.headers.authorization };
}

describe('finding Towpath', () => {
  it('looks for the file of npm start in the current folder and upwards', async () => {
    started();
    expect(await asked([])).toEqual({
      url: 'http://127.0.0.1:7070/api/fleet',
      authorization: 'Bearer of the file',
    });
  });

  it('prefers the environment to the file, and options to both', async () => {
    started();
    const env = { TOWPATH_URL: 'https://env.test/', TOWPATH_TOKEN: 'of env' };
    expect(await asked([], env)).toEqual({
      url: 'https://env.test/api/fleet',
      authorization: 'Bearer of env',
    });
    expect(await asked(['--url', 'https://option.test', '--token', 'of option'], env)).toEqual({
      url: 'https://option.test/api/fleet',
      authorization: 'Bearer of option',
    });
  });

  it("gives the file's token to the file's own address only", async () => {
    started();
    expect(await asked(['--url', 'http://127.0.0.1:7070/'])).toMatchObject({
      authorization: 'Bearer of the file',
    });
    expect(await asked(['--url', 'https://elsewhere.test'])).toMatchObject({ authorization: undefined });
  });

  it('takes another token to the address of the file', async () => {
    started();
    expect(await asked(['--token', 'mine'])).toEqual({
      url: 'http://127.0.0.1:7070/api/fleet',
      authorization: 'Bearer mine',
    });
  });

  it('says how to start when there is nothing to find', async () => {
    expect(await status([])).toMatchObject({
      code: 4,
      stdout: '',
      stderr:
        'towpath: No running Towpath found: there is no .data/local.json here or above. Start it with: npm start. Or set TOWPATH_URL and TOWPATH_TOKEN.\n',
    });
  });

  it.each(['', '{', 'null', '{"token":"x"}'])('does not trust a file that holds %j', async (content) => {
    started(content);
    const { code, stderr } = await status([]);
    expect(code).toBe(4);
    expect(stderr).toContain('is not what npm start writes. Start it again with: npm start\n');
  });

  it('ends with 2 for an address that is none', async () => {
    const { code, stderr } = await status(['--url', '127.0.0.1:7070']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'towpath: "127.0.0.1:7070" is not an address. Write one such as http://127.0.0.1:7070\n',
    );
  });
});

describe('trouble on the way', () => {
  const URL_ONLY = { TOWPATH_URL: 'http://towpath.test' };
  const fleet = (status: number, body: unknown) =>
    towpath(['status'], { 'GET /api/fleet': answer(status, body) }, { cwd, env: URL_ONLY });

  it('ends with 4 when nothing answers', async () => {
    const fetch = () => Promise.reject(new TypeError('fetch failed'));
    for (const argv of [['status'], ['agent']]) {
      const { code, stderr } = await towpath(argv, {}, { cwd, env: URL_ONLY, fetch });
      expect(code).toBe(4);
      expect(stderr).toBe(
        'towpath: Nothing answers at http://towpath.test. Is Towpath running? Start it with: npm start\n',
      );
    }
  });

  it.each([
    [400, 2],
    [401, 4],
    [403, 4],
    [404, 3],
    [409, 1],
    [500, 4],
    [503, 4],
  ])('makes of HTTP %i the exit code %i, in the words of the API', async (httpStatus, code) => {
    expect(await fleet(httpStatus, { message: 'Because.' })).toMatchObject({
      code,
      stdout: '',
      stderr: 'towpath: Because.\n',
    });
  });

  it.each([
    [500, 'local cloud: boom', 'towpath: /local/agents: HTTP 500\n'],
    [401, { message: 'Unauthenticated.' }, 'towpath: Unauthenticated.\n'],
  ])('says what a switch of the local cloud answered with HTTP %i', async (httpStatus, body, stderr) => {
    const answers = { 'GET /local/agents': answer(httpStatus, body) };
    expect(await towpath(['agent'], answers, { cwd, env: URL_ONLY })).toMatchObject({ code: 4, stderr });
  });

  it('says so when it is another server that answers', async () => {
    expect(await fleet(200, '<h1>It works</h1>')).toMatchObject({
      code: 4,
      stderr: 'towpath: What answers there is not Towpath: no JSON came back. Check --url and TOWPATH_URL.\n',
    });
  });

  it('says which address has no Towpath, where a path is in it that nobody has', async () => {
    const { code, stderr } = await fleet(404, { message: 'Not Found' });
    expect(code).toBe(3);
    expect(stderr).toBe(
      'towpath: GET http://towpath.test/api/fleet was answered with HTTP 404: Towpath is not at this address. Check --url and TOWPATH_URL; they end without a path.\n',
    );
    expect(await fleet(502, '<h1>Bad Gateway</h1>')).toMatchObject({
      stderr: 'towpath: GET http://towpath.test/api/fleet was answered with HTTP 502.\n',
    });
  });

  it('names an error that nobody foresaw as one', async () => {
    const { code, stderr } = await fleet(200, { at: 'not a fleet' });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^towpath: Unexpected: .+\n$/);
  });
});
