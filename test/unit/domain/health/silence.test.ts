import { describe, expect, it } from 'vitest';
import { heardAt, silentSince } from '../../../../src/domain/health/silence.ts';

const report = { state: 'healthy', reason: '', message: '', at: 1, receivedAt: 100, failures: [] } as const;
const MINUTE = 60_000;

describe('silence', () => {
  it('begins with the last thing that was heard', () => {
    expect(heardAt(report)).toBe(100);
    const progress = { state: 'progressing', reason: '', message: '', at: 200 } as const;
    expect(heardAt({ ...report, progress })).toBe(200);
    expect(heardAt({ ...report, progress: { ...progress, at: 50 } })).toBe(100);
  });

  it('is longer than the interval', () => {
    expect(silentSince(5, 5 + 30 * MINUTE)).toBeUndefined();
    expect(silentSince(5, 6 + 30 * MINUTE)).toBe(5);
    expect(silentSince(5, 5 + 10 * MINUTE, 10 * MINUTE)).toBeUndefined();
    expect(silentSince(5, 6 + 10 * MINUTE, 10 * MINUTE)).toBe(5);
  });
});
