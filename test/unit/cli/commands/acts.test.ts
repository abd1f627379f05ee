import { describe, expect, it } from 'vitest';
import { IN_PROD } from '../answers.ts';
import { answer, ENV, towpath } from '../harness.ts';

const STAGE = '/api/pipelines/checkout/stages/prod';
const VOTES = { [`POST ${STAGE}/votes`]: { promotion: IN_PROD } };

describe('towpath approve and reject', () => {
  it('votes as the person named, by the command line', async () => {
    const argv = ['approve', 'checkout', 'prod', '--as', 'anna', '--reason', 'looks good'];
    const { code, stdout, requests } = await towpath(argv, VOTES);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Approved: checkout prod (${IN_PROD})\n` });
    expect(requests).toMatchObject([
      {
        headers: { authorization: 'Bearer secret', 'x-towpath-as': 'anna', 'x-towpath-via': 'cli' },
        body: { verdict: 'approve', reason: 'looks good' },
      },
    ]);
  });

  it('needs no reason for an approval, and takes the person from TOWPATH_AS', async () => {
    const env = { ...ENV, TOWPATH_AS: 'ben' };
    const { requests } = await towpath(['approve', 'checkout', 'prod'], VOTES, { env });
    expect(requests).toMatchObject([{ headers: { 'x-towpath-as': 'ben' }, body: { reason: '' } }]);
  });

  it('needs a reason for a rejection', async () => {
    const { code, stderr, requests } = await towpath(['reject', 'checkout', 'prod'], VOTES);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "towpath: required option '--reason <text>' not specified. See: towpath reject --help\n",
    );
    expect(requests).toEqual([]);
  });

  it('rejects with the reason', async () => {
    const { stdout, requests } = await towpath(['reject', 'checkout', 'prod', '--reason', 'broken'], VOTES);
    expect(stdout).toBe(`Rejected: checkout prod (${IN_PROD})\n`);
    expect(requests).toMatchObject([{ body: { verdict: 'reject', reason: 'broken' } }]);
  });

  it('ends with 1 when the vote does not count', async () => {
    const refused = { [`POST ${STAGE}/votes`]: answer(409, { message: 'anna has voted already.' }) };
    const { code, stdout, stderr } = await towpath(['approve', 'checkout', 'prod'], refused);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: 'towpath: anna has voted already.\n',
    });
  });
});

describe('towpath hold and release-hold', () => {
  const answers = {
    [`POST ${STAGE}/hold`]: answer(204),
    [`POST ${STAGE}/hold/lift`]: answer(204),
  };

  it('puts a stage on hold and says how to lift it', async () => {
    const { stdout, requests } = await towpath(['hold', 'checkout', 'prod', '--reason', 'sale'], answers);
    expect(stdout).toBe(
      'On hold: checkout prod. Lift it with: towpath release-hold checkout prod --reason "..."\n',
    );
    expect(requests).toMatchObject([{ url: `http://towpath.test${STAGE}/hold`, body: { reason: 'sale' } }]);
  });

  it('lifts a hold', async () => {
    const { stdout, requests } = await towpath(
      ['release-hold', 'checkout', 'prod', '--reason', 'over'],
      answers,
    );
    expect(stdout).toBe('No longer on hold: checkout prod\n');
    expect(requests).toMatchObject([{ url: `http://towpath.test${STAGE}/hold/lift` }]);
  });

  it('prints nothing with --json, since the API answers nothing', async () => {
    const argv = ['hold', 'checkout', 'prod', '--reason', 'sale', '--json'];
    expect(await towpath(argv, answers)).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });
});
