import { describe, expect, it } from 'vitest';
import { evaluateStop } from '../../../../src/domain/gates/stop.ts';
import type { Stop } from '../../../../src/domain/promotion/stop.ts';
import { context } from './context.ts';

const by = { kind: 'person', name: 'alice' } as const;
const at = '2026-11-20T12:00:00.000Z';
const aStop = (scope: Stop['scope'], reason = 'incident 42'): Stop => ({ scope, by, reason, at });

describe('the stop switch, as a gate', () => {
  it('is open where nothing is stopped', () => {
    const elsewhere = aStop({ kind: 'cluster', cluster: 'somewhere-else' });
    expect(evaluateStop(context({ stops: [elsewhere] }))).toMatchObject({ gate: 'stop', state: 'open' });
  });

  it('is closed by every stop that covers the wave, with all their reasons, until somebody lifts them', () => {
    const stops = [
      aStop({ kind: 'everything' }),
      aStop({ kind: 'cluster', cluster: 'prod-eu-1' }, 'network'),
    ];
    expect(evaluateStop(context({ stops }))).toEqual({
      gate: 'stop',
      state: 'closed',
      sentence:
        'everything stopped by alice since 2026-11-20 12:00 UTC: incident 42; cluster prod-eu-1 stopped by alice since 2026-11-20 12:00 UTC: network',
    });
  });
});
