import { describe, expect, it } from 'vitest';
import { line } from '../answers.ts';
import { towpath } from '../harness.ts';

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
    const { stdout, requests } = await towpath(argv, { 'GET /api/ledger': [] });
    expect(stdout).toBe('The ledger is empty.\n');
    expect(requests[0]?.url).toBe('http://towpath.test/api/ledger?pipeline=checkout&limit=5');
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
