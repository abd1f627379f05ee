import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../cli/run.ts';
import { ROOT } from '../../../scripts/boot.ts';

const SHOP = join(ROOT, 'test/fixtures/scenarios/shop');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-command-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The program in this process, started in a folder of its own. */
async function towpath(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      said[name] += text;
    },
  });
  const code = await run(argv, { stdout: sink('stdout'), stderr: sink('stderr'), env: {}, cwd: folder });
  return { code, ...said };
}

const write = (name: string, ...lines: string[]): Promise<void> =>
  writeFile(
    join(folder, name),
    ['scenario: It holds', `repository: ${SHOP}`, 'steps:', ...lines, ''].join('\n'),
  );

const GOOD = [
  '  - push: { image: checkout, tag: 1.1.0 }',
  '  - expect: { stage: checkout/prod, has: 1.1.0, within: 2m }',
];

describe('towpath test', () => {
  it('needs no Towpath, and says what holds', async () => {
    await write('good.yaml', ...GOOD);
    const { code, stdout, stderr } = await towpath('test', 'good.yaml');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ok {4}It holds \(20s in \d+\.\d s\)\n1 scenario, all hold; \d+\.\d s\n$/);
  });

  it('says of what does not hold where, what was expected, what is so, and why', async () => {
    await write('bad.yaml', GOOD[0] ?? '', '  - expect: { stage: checkout/prod, has: 1.2.0, within: 2m }');
    const { code, stdout } = await towpath('test', 'bad.yaml', '--junit', 'reports/scenarios.xml');
    expect(code).toBe(1);
    expect(stdout).toContain('bad.yaml:5:42: step 2 of 2 (expect), at 2026-03-02T09:02:00.000Z');
    expect(stdout).toContain('expected  checkout/prod has 1.2.0 within 2m\n  but       it has 1.1.0\n');
    expect(stdout).toContain('explain   prod has 1.1.0; nothing is under way');
    const report = await readFile(join(folder, 'reports/scenarios.xml'), 'utf8');
    expect(report).toContain('expected checkout/prod has 1.2.0 within 2m, but it has 1.1.0');
  });

  it.each([
    ['a step that is refused', 'approve: { stage: checkout/prod, as: anna }', 'the step is accepted'],
    [
      'a refusal that does not come',
      'hold: { stage: checkout/prod, as: anna, refused: no }',
      'the step is refused: no',
    ],
    [
      'a stage that there is not',
      'expect: { stage: checkout/qa, has: null }',
      'There is no stage checkout/qa.',
    ],
    ['an image that nobody takes', 'push: { image: cart, tag: 1.0.0 }', 'No pipeline has an artifact'],
    [
      'a cluster that nobody has',
      'agent: { cluster: moon-1, is: silent }',
      'No pipeline has a target on moon-1',
    ],
    ['a time that has passed', 'wait: 2026-03-01T00:00:00Z', 'has passed: it is 2026-03-02T09:00:00.000Z'],
  ])('fails at %s', async (_, step, text) => {
    await write('step.yaml', `  - ${step}`);
    const { code, stdout } = await towpath('test', 'step.yaml');
    expect(code).toBe(1);
    expect(stdout).toContain('step.yaml:4:');
    expect(stdout).toContain(text);
  });

  it('prints its results as JSON', async () => {
    await write('good.yaml', ...GOOD);
    await writeFile(join(folder, 'broken.yaml'), 'scenario: It is read\nsteps: []\n');
    const { code, stdout } = await towpath('test', 'good.yaml', 'broken.yaml', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { file: 'good.yaml', scenario: 'It holds', holds: true, lastedMs: 20_000 },
      {
        file: 'broken.yaml',
        holds: false,
        problems: [expect.stringContaining('broken.yaml:2:8: the list is empty')],
      },
    ]);
  });

  it('refuses a repository with problems, and one that is not there', async () => {
    const files = '{ .towpath/checkout.yaml: "kind: Pipeline" }';
    await writeFile(
      join(folder, 'problems.yaml'),
      `scenario: It is read\nrepository: ${SHOP}\nfiles: ${files}\nsteps: [{ wait: 1m }]\n`,
    );
    expect((await towpath('test', 'problems.yaml')).stdout).toContain(
      '.towpath/checkout.yaml:1:1: "apiVersion" is missing',
    );
    await writeFile(
      join(folder, 'away.yaml'),
      'scenario: It is read\nrepository: away\nsteps: [{ wait: 1m }]\n',
    );
    expect((await towpath('test', 'away.yaml')).stdout).toContain('There is no folder away.');
  });

  it('takes folders and patterns, and says which name stands for nothing', async () => {
    const nothing = await towpath('test', 'nothing/*.yaml');
    expect(nothing).toMatchObject({ code: 3, stdout: '' });
    expect(nothing.stderr).toContain('There is no scenario at nothing/*.yaml.');
    await write('good.yaml', ...GOOD);
    expect((await towpath('test', 'go*.yaml')).code).toBe(0);
  });
});
