import { describe, expect, it } from 'vitest';
import { IN_PROD } from '../answers.ts';
import { answer, ENV, towpath } from '../harness.ts';

const STAGE = '/api/pipelines/checkout/stages/prod';
const SUMMARY = '1.4.3: 1 of 2 approvals from release-managers (anna)';
const VOTES = {
  [`POST ${STAGE}/votes`]: { promotion: IN_PROD },
  [`GET ${STAGE}/explanation`]: { summary: SUMMARY },
};

describe('towpath approve and reject', () => {
  it('votes as the person named, by the command line, and says what is still missing', async () => {
    const argv = ['approve', 'checkout', 'prod', '--as', 'anna', '--reason', 'looks good'];
    const { code, stdout, requests } = await towpath(argv, VOTES);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Approved: checkout prod (${IN_PROD})\n${SUMMARY}\n`,
    });
    expect(requests[0]).toMatchObject({
      headers: { authorization: 'Bearer secret', 'x-towpath-as': 'anna', 'x-towpath-via': 'cli' },
      body: { verdict: 'approve', reason: 'looks good' },
    });
  });

  it('has voted also when nobody can say what is still missing', async () => {
    const { [`POST ${STAGE}/votes`]: cast } = VOTES;
    const explain = { [`GET ${STAGE}/explanation`]: answer(500, { message: 'no' }) };
    const { code, stdout } = await towpath(['approve', 'checkout', 'prod'], {
      [`POST ${STAGE}/votes`]: cast,
      ...explain,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Approved: checkout prod (${IN_PROD})\n` });
  });

  it('needs no reason for an approval, and takes the person from TOWPATH_AS', async () => {
    const env = { ...ENV, TOWPATH_AS: 'ben' };
    const { requests } = await towpath(['approve', 'checkout', 'prod'], VOTES, { env });
    expect(requests[0]).toMatchObject({ headers: { 'x-towpath-as': 'ben' }, body: { reason: '' } });
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
    expect(stdout).toContain(`Rejected: checkout prod (${IN_PROD})\n`);
    expect(requests[0]).toMatchObject({ body: { verdict: 'reject', reason: 'broken' } });
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
