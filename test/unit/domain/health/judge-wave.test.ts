import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JudgedTarget } from '../../../../src/domain/health/judge-target.ts';
import { judgeWave, type WaveWindow } from '../../../../src/domain/health/judge-wave.ts';

const window = { requestedAt: 100, timeoutMs: 50, graceMs: 10, soakMs: 20 };

function target(state: JudgedTarget['state'], since = 100, sentence: string = state): JudgedTarget {
  return { state, since, sentence };
}

describe('judgeWave', () => {
  it('waits for a silent target until the deadline, then fails with its sentence', () => {
    const targets = [target('healthy'), target('waiting', 100, 'no report from prod-eu-1 since 09:00')];
    const reason = 'no report from prod-eu-1 since 09:00';
    expect(judgeWave(targets, { ...window, now: 149 })).toEqual({
      verdict: 'waiting',
      reason,
      nextCheckAt: 150,
    });
    expect(judgeWave(targets, { ...window, now: 150 })).toEqual({ verdict: 'failed', reason });
  });

  it('fails when a target fails for longer than the grace', () => {
    const targets = [target('failing', 120, 'prod-eu-1 has been failing'), target('waiting')];
    expect(judgeWave(targets, { ...window, now: 129 })).toMatchObject({
      verdict: 'waiting',
      nextCheckAt: 130,
    });
    expect(judgeWave(targets, { ...window, now: 130 })).toEqual({
      verdict: 'failed',
      reason: 'prod-eu-1 has been failing',
    });
  });

  it('fails at the deadline with everything that is not healthy', () => {
    const targets = [target('failing', 145), target('waiting'), target('healthy')];
    expect(judgeWave(targets, { ...window, now: 150 })).toEqual({
      verdict: 'failed',
      reason: 'failing; waiting',
    });
  });

  it('soaks from when the last target became healthy', () => {
    const targets = [target('healthy', 110), target('healthy', 130)];
    expect(judgeWave(targets, { ...window, now: 131 })).toEqual({
      verdict: 'waiting',
      reason: 'all targets are healthy; soaking',
      nextCheckAt: 150,
      healthySince: 130,
    });
    expect(judgeWave(targets, { ...window, now: 150 })).toEqual({ verdict: 'healthy', healthySince: 130 });
  });

  it('does not begin the soak anew when a target repeats that it is healthy', () => {
    const targets = [target('healthy', 148)];
    expect(judgeWave(targets, { ...window, healthySince: 130, now: 150 })).toMatchObject({
      verdict: 'healthy',
    });
  });

  it('is healthy at once without a soak, also after the deadline', () => {
    const late = { ...window, soakMs: 0, now: 999 };
    expect(judgeWave([target('healthy', 998)], late)).toEqual({ verdict: 'healthy', healthySince: 998 });
  });

  it('lets a target that fails during the soak recover within the grace, deadline or not', () => {
    const soak = { ...window, healthySince: 145 };
    expect(judgeWave([target('failing', 158)], { ...soak, now: 160 })).toEqual({
      verdict: 'waiting',
      reason: 'failing',
      nextCheckAt: 168,
      healthySince: 145,
    });
    expect(judgeWave([target('failing', 158)], { ...soak, now: 168 })).toMatchObject({ verdict: 'failed' });
    expect(judgeWave([target('healthy', 161)], { ...soak, now: 165 })).toMatchObject({ verdict: 'healthy' });
  });

  it('fails at the end of the soak when a target no longer carries the release', () => {
    const soak = { ...window, healthySince: 145 };
    expect(judgeWave([target('waiting')], { ...soak, now: 160 })).toMatchObject({ nextCheckAt: 165 });
    expect(judgeWave([target('waiting')], { ...soak, now: 165 })).toMatchObject({ verdict: 'failed' });
  });

  it('ends, however targets take turns in failing', () => {
    const soak = { ...window, healthySince: 145 };
    expect(judgeWave([target('failing', 174)], { ...soak, now: 175 })).toMatchObject({ verdict: 'failed' });
  });
});

const targets = fc.array(
  fc.record({
    state: fc.constantFrom<JudgedTarget['state']>('healthy', 'failing', 'waiting'),
    since: fc.integer({ min: 100, max: 180 }),
    sentence: fc.constant('x'),
  }),
  { minLength: 1, maxLength: 4 },
);
const windows = fc.record({
  now: fc.integer({ min: 100, max: 260 }),
  requestedAt: fc.constant(100),
  timeoutMs: fc.integer({ min: 1, max: 60 }),
  graceMs: fc.integer({ min: 0, max: 30 }),
  soakMs: fc.integer({ min: 0, max: 40 }),
  healthySince: fc.option(fc.integer({ min: 100, max: 160 }), { nil: undefined }),
});

/** The rules one by one, as the comment on judgeWave tells them. */
function obviousVerdict(judged: readonly JudgedTarget[], at: WaveWindow): string {
  const deadline = at.requestedAt + at.timeoutMs;
  if (judged.every(({ state }) => state === 'healthy')) {
    const since = at.healthySince ?? Math.max(...judged.map((one) => one.since));
    return at.now - since >= at.soakMs ? 'healthy' : 'waiting';
  }
  if (judged.some(({ state, since }) => state === 'failing' && at.now - since >= at.graceMs)) return 'failed';
  if (at.healthySince === undefined) return at.now >= deadline ? 'failed' : 'waiting';
  const end = Math.max(deadline, at.healthySince + at.soakMs);
  const onlyFailing = judged.every(({ state }) => state !== 'waiting');
  return at.now >= (onlyFailing ? end + at.graceMs : end) ? 'failed' : 'waiting';
}

describe('judgeWave, for any targets at any time,', () => {
  it('agrees with the obvious', () => {
    fc.assert(
      fc.property(targets, windows, (judged, at) => {
        expect(judgeWave(judged, at).verdict).toBe(obviousVerdict(judged, at));
      }),
    );
  });

  it('keeps its verdict until nextCheckAt and changes it then', () => {
    fc.assert(
      fc.property(targets, windows, (judged, at) => {
        const first = judgeWave(judged, at);
        const end = first.verdict === 'waiting' ? first.nextCheckAt : at.now + 50;
        for (let now = at.now; now < end; now += 1) {
          expect(judgeWave(judged, { ...at, now }).verdict).toBe(first.verdict);
        }
        if (first.verdict === 'waiting') {
          expect(end).toBeGreaterThan(at.now);
          expect(judgeWave(judged, { ...at, now: end }).verdict).not.toBe('waiting');
        }
      }),
    );
  });

  it('gives the same when the healthySince it returned is passed again', () => {
    fc.assert(
      fc.property(targets, windows, (judged, at) => {
        const first = judgeWave(judged, at);
        if (first.verdict === 'failed') return;
        expect(judgeWave(judged, { ...at, healthySince: first.healthySince })).toEqual(first);
      }),
    );
  });
});
