import { describe, expect, it } from 'vitest';
import { answer, towpath } from '../harness.ts';

const letter = {
  id: '1',
  kind: 'event',
  at: '2026-11-20T11:00:00.000Z',
  reason: 'no digest',
  what: 'push of checkout:1.0.0',
  canRedrive: true,
};
const shown = { 'GET /api/dead-letters': [letter, { ...letter, what: 'nonsense', canRedrive: false }] };

describe('towpath dead-letters and redrive', () => {
  it('show what waits and why; any is a no', async () => {
    const { code, stdout } = await towpath(['dead-letters'], shown);
    expect(code).toBe(1);
    expect(stdout).toMatch(/push of checkout:1\.0\.0 +can be redriven +no digest/);
    expect(stdout).toMatch(/nonsense +cannot be redriven/);
    const none = await towpath(['dead-letters'], { 'GET /api/dead-letters': [] });
    expect(none).toMatchObject({ code: 0, stdout: 'No dead letters.\n' });
  });

  it('do nothing without --yes', async () => {
    const { code, stdout, requests } = await towpath(['redrive'], shown);
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing was done. To handle them again: towpath redrive --yes');
    expect(requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it('say what became of each, and end with no when one is left', async () => {
    const redriven = (outcome: string, error?: string) => ({
      'POST /api/dead-letters/redrive': [{ ...letter, outcome, error }],
    });
    const done = await towpath(['redrive', '--yes', '--discard'], redriven('redriven'));
    expect(done).toMatchObject({ code: 0, requests: [{ body: { discard: true } }] });
    const failed = await towpath(['redrive', '--yes'], redriven('failed', 'still no table'));
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/failed +still no table/);
  });
});

describe('towpath doctor', () => {
  const ok = { check: 'ledger', state: 'ok', sentence: '12 entries' };
  const fault = {
    check: 'cluster dev',
    state: 'fault',
    sentence: 'never reported',
    wayOut: 'Give it its key.',
  };

  it('ends with yes where there are no faults, and with no and the way out where there are', async () => {
    const well = await towpath(['doctor'], { 'GET /api/check-up': [ok] });
    expect(well).toMatchObject({ code: 0, stdout: 'ok  ledger  12 entries\n\nNo faults.\n' });
    const ill = await towpath(['doctor'], { 'GET /api/check-up': [ok, fault] });
    expect(ill.code).toBe(1);
    expect(ill.stdout).toContain('-> Give it its key.');
    expect(ill.stdout).toContain('1 fault.');
  });

  it('that reaches nobody ends with 4', async () => {
    expect(await towpath(['doctor'], { 'GET /api/check-up': answer(500, { message: 'x' }) })).toMatchObject({
      code: 4,
    });
  });
});
