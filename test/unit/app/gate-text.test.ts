import { describe, expect, it } from 'vitest';
import { gateText } from '../../../src/app/queries/views-of.ts';
import type { FreezeGate } from '../../../src/domain/pipeline/types.ts';

describe('a freeze in one line', () => {
  const dates = { kind: 'freeze', from: '2026-12-20', to: '2027-01-04', timeZone: 'Europe/Berlin' } as const;
  const cron = { kind: 'freeze', cron: '0 16 * * FRI', forMs: 3_600_000, timeZone: 'UTC' } as const;

  it.each<[FreezeGate, string]>([
    [{ ...dates, effect: 'deny' }, 'frozen from 2026-12-20 to 2027-01-04 (Europe/Berlin)'],
    [{ ...dates, effect: 'allow' }, 'open only from 2026-12-20 to 2027-01-04 (Europe/Berlin)'],
    [{ ...cron, effect: 'deny' }, 'frozen from "0 16 * * FRI" for 1h (UTC)'],
    [{ ...cron, effect: 'allow' }, 'open only from "0 16 * * FRI" for 1h (UTC)'],
  ])('%o', (gate, text) => {
    expect(gateText(gate)).toBe(text);
  });
});

describe('a change that is a pull request, in one line', () => {
  it.each([
    ['people', 'the change is a pull request, merged by people'],
    ['towpath', 'the change is a pull request, merged by Towpath once it is approved'],
  ] as const)('%s', (merge, text) => {
    expect(gateText({ kind: 'pull-request', merge, extraCommits: 'refuse' })).toBe(text);
  });
});
