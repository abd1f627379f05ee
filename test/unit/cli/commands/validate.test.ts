import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathInRepository } from '../../../../cli/commands/validate.ts';
import { ENV, towpath } from '../harness.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'towpath-validate-'));
  writeFileSync(join(cwd, 'checkout.yaml'), 'kind: Pipeline\n');
});
afterAll(() => rmSync(cwd, { recursive: true }));

const GOOD = { 'POST /api/validation': { problems: [] } };
const BAD = {
  'POST /api/validation': {
    problems: [
      '.towpath/checkout.yaml:1:1: no apiVersion\n  1 | kind: Pipeline\n    | ^^^^\n  = add it\n',
      '.towpath/settings.yaml:2:3: another file\n',
    ],
  },
};

describe('towpath validate', () => {
  it('sends the file as one of .towpath/ and says that it is good', async () => {
    const { code, stdout, requests } = await towpath(['validate', 'checkout.yaml'], GOOD, { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'checkout.yaml: no problems\n' });
    expect(requests[0]?.body).toEqual({ path: '.towpath/checkout.yaml', text: 'kind: Pipeline\n' });
  });

  it('prints problems as a compiler does, under the name that was given, and ends with 1', async () => {
    const file = join(cwd, 'checkout.yaml');
    const { code, stdout, stderr } = await towpath(['validate', file], BAD);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toBe(`\
${file}:1:1: no apiVersion
  1 | kind: Pipeline
    | ^^^^
  = add it

.towpath/settings.yaml:2:3: another file

2 problems
`);
  });

  it("prints exactly the API's answer with --json, and still ends with 1", async () => {
    const { code, stdout } = await towpath(['validate', 'checkout.yaml', '--json'], BAD, { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual(BAD['POST /api/validation']);
  });

  it('looks where the person is, not where npm run moved to', async () => {
    const env = { ...ENV, npm_lifecycle_event: 'towpath', INIT_CWD: cwd };
    const { code } = await towpath(['validate', 'checkout.yaml'], GOOD, { cwd: '/', env });
    expect(code).toBe(0);
  });

  it('ends with 3 when there is no such file', async () => {
    const { code, stderr } = await towpath(['validate', 'nothing.yaml'], GOOD, { cwd });
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'towpath: There is no file nothing.yaml.\n' });
  });

  it.each([
    ['README.md', 'Towpath reads the files directly in .towpath/ that end with .yaml or .yml.'],
    ['.towpath/scenarios/hotfix.yaml', 'Run scenarios with: towpath test'],
    ['.towpath/team/checkout.yaml', 'Towpath reads the files directly in .towpath/'],
  ])('ends with 2 for %s, which Towpath would never read', async (file, way) => {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), 'kind: Pipeline\n');
    const { code, stderr, requests } = await towpath(['validate', file], GOOD, { cwd });
    expect({ code, requests }).toEqual({ code: 2, requests: [] });
    expect(stderr).toContain(`${file} is no pipeline file and no settings. ${way}`);
  });

  it('ends with 2 when it is a folder', async () => {
    const { code, stderr } = await towpath(['validate', '.'], GOOD, { cwd });
    expect(code).toBe(2);
    expect(stderr).toBe('towpath: . cannot be read (EISDIR). Name a text file, or - for stdin.\n');
  });
});

describe('the path in the repository', () => {
  it.each([
    ['checkout.yaml', '.towpath/checkout.yaml'],
    ['/tmp/drafts/checkout.yaml', '.towpath/checkout.yaml'],
    ['.towpath/checkout.yaml', '.towpath/checkout.yaml'],
    ['examples/fleet/.towpath/team/checkout.yaml', '.towpath/team/checkout.yaml'],
    ['examples\\fleet\\.towpath\\checkout.yaml', '.towpath/checkout.yaml'],
    ['-', '.towpath/stdin.yaml'],
    ['my.towpath/checkout.yaml', '.towpath/checkout.yaml'],
  ])('of %s is %s', (file, path) => {
    expect(pathInRepository(file)).toBe(path);
  });
});
