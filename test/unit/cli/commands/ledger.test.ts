import { describe, expect, it } from 'vitest';
import { line } from '../answers.ts';
import { answer, towpath } from '../harness.ts';

const NEWEST_FIRST = [
  line(2, {
    pipeline: 'search',
    sentence: 'prod is on hold: sale',
    by: 'anna',
    at: '2026-11-21T00:00:01.000Z',
  }),
  line(7, { sentence: 'wave 1 of dev committed: a.yaml', commit: 'c0ffee0123456789' }),
];

describe('towpath ledger', () => {
  it('shows the newest entry last, by day', async () => {
    const { stdout } = await towpath(['ledger'], { 'GET /api/ledger': NEWEST_FIRST });
    expect(stdout).toBe(`\
2026-11-20
22:05:07Z  checkout  wave 1 of dev committed: a.yaml [c0ffee0]

2026-11-21
00:00:01Z  search  anna: prod is on hold: sale
`);
  });

  it('asks for one pipeline and so many entries', async () => {
    const argv = ['ledger', '--pipeline', 'checkout', '--limit', '5'];
    const { requests } = await towpath(argv, { 'GET /api/ledger': NEWEST_FIRST });
    expect(requests[0]?.url).toBe('http://towpath.test/api/ledger?pipeline=checkout&limit=5');
  });

  it('is empty before anything happened', async () => {
    expect((await towpath(['ledger'], { 'GET /api/ledger': [] })).stdout).toBe('The ledger is empty.\n');
  });

  it('does not know a pipeline without an entry', async () => {
    const message = 'There is no pipeline chekout. Known: checkout.';
    const answers = { 'GET /api/ledger': [], 'GET /api/pipelines/chekout': answer(404, { message }) };
    const { code, stdout, stderr } = await towpath(['ledger', '--pipeline', 'chekout'], answers);
    expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: '', stderr: `towpath: ${message}\n` });
  });

  it('calls what concerns the whole fleet by the name of Towpath', async () => {
    const stopped = { ...NEWEST_FIRST[0], pipeline: '_fleet', by: 'anna', sentence: 'stopped everything: x' };
    const { stdout } = await towpath(['ledger'], { 'GET /api/ledger': [stopped] });
    expect(stdout).toMatch(/Z {2}Towpath {2}anna: stopped everything: x/);
  });

  it('prints the entries as they came with --json', async () => {
    const { stdout } = await towpath(['ledger', '--json'], { 'GET /api/ledger': NEWEST_FIRST });
    expect(JSON.parse(stdout)).toEqual(NEWEST_FIRST);
  });

  it.each(['0', '1001', 'many', '1.5'])('does not take %s for a limit', async (limit) => {
    const { code, stderr } = await towpath(['ledger', '--limit', limit]);
    expect(code).toBe(2);
    expect(stderr).toContain('Write a whole number from 1 to 1000. See: towpath ledger --help\n');
  });
});

describe('towpath ledger --rebuild', () => {
  const verify = (differences: string[]) => ({
    'GET /api/ledger/verification': [
      { pipeline: 'checkout', entries: 42, differences: [] },
      { pipeline: 'search', entries: 7, differences },
    ],
  });

  it('ends with 0 when the state agrees with the ledger', async () => {
    const { code, stdout } = await towpath(['ledger', '--rebuild'], verify([]));
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'checkout  42 entries  agrees\nsearch    7 entries   agrees\n',
    });
  });

  it('ends with 1 when it does not, and says where', async () => {
    const { code, stdout } = await towpath(
      ['ledger', '--rebuild'],
      verify(['stages dev: the ledger says A']),
    );
    expect(code).toBe(1);
    expect(stdout).toBe(`\
checkout  42 entries  agrees
search    7 entries   DIFFERS

search
  stages dev: the ledger says A
`);
  });

  it('ends with 1 with --json too', async () => {
    const { code, stdout } = await towpath(['ledger', '--rebuild', '--json'], verify(['x']));
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toHaveLength(2);
  });

  it('compares all pipelines, so it takes no other option', async () => {
    const { code, stderr } = await towpath(['ledger', '--rebuild', '--limit', '3']);
    expect(code).toBe(2);
    expect(stderr).toContain("'--rebuild' cannot be used with option '--limit <count>'");
  });
});
