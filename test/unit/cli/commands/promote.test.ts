import { describe, expect, it } from 'vitest';
import { answer, towpath } from '../harness.ts';

describe('towpath promote, rollback and unmark', () => {
  it('asks for a promotion by hand', async () => {
    const answers = { 'POST /api/releases/checkout_abc/promotions': { promotion: 'checkout_prod_abc_2' } };
    const { stdout, requests } = await towpath(['promote', 'checkout_abc', 'prod', '--as', 'anna'], answers);
    expect(stdout).toBe('Asked for: checkout_prod_abc_2\n');
    expect(requests).toMatchObject([{ headers: { 'x-towpath-as': 'anna' }, body: { stage: 'prod' } }]);
  });

  it('rolls back, to a release or to the one before', async () => {
    const answers = {
      'POST /api/pipelines/checkout/stages/prod/rollback': { promotion: 'checkout_prod_abc_3' },
    };
    const { stdout, requests } = await towpath(['rollback', 'checkout', 'prod', '--reason', 'bad'], answers);
    expect(stdout).toBe('Rolling back: checkout prod (checkout_prod_abc_3)\n');
    expect(requests.map(({ body }) => body)).toEqual([{ reason: 'bad' }]);
    const named = await towpath(
      ['rollback', 'checkout', 'prod', '--to', 'checkout_abc', '--reason', 'bad'],
      answers,
    );
    expect(named.requests.map(({ body }) => body)).toEqual([{ reason: 'bad', to: 'checkout_abc' }]);
  });

  it('lifts the mark of a release', async () => {
    const answers = { 'POST /api/releases/checkout_abc/mark/lift': answer(204) };
    const { stdout, requests } = await towpath(
      ['unmark', 'checkout_abc', '--reason', 'false alarm'],
      answers,
    );
    expect(stdout).toBe('No longer marked as bad: checkout_abc\n');
    expect(requests).toMatchObject([{ body: { reason: 'false alarm' } }]);
  });
});
