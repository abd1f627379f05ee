import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateSoak } from '../../../../src/domain/gates/soak.ts';
import type { JudgedTarget } from '../../../../src/domain/health/judge-target.ts';
import { judgeWave, type WaveWindow } from '../../../../src/domain/health/judge-wave.ts';

const window = { wave: 0, requestedAt: 100, timeoutMs: 50, graceMs: 10, maxUnavailable: 0, soakMs: 20 };

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
      soak: evaluateSoak(window, 130, 131),
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

describe('judgeWave, where some targets may fail,', () => {
  const one = { ...window, maxUnavailable: 1 };
  const silent = target('waiting', 100, 'no report from b');
  const broken = target('failing', 110, 'c has been failing');

  it('waits for a slow target although enough are healthy', () => {
    expect(judgeWave([target('healthy'), target('healthy'), silent], { ...one, now: 149 })).toEqual({
      verdict: 'waiting',
      reason: 'no report from b',
      nextCheckAt: 150,
    });
  });

  it('soaks from when the last target was lost, and names the lost ones', () => {
    const targets = [target('healthy', 105), target('healthy', 112), broken];
    expect(judgeWave(targets, { ...one, now: 120 })).toEqual({
      verdict: 'waiting',
      reason: '2 of 3 targets are healthy; soaking without the others: c has been failing',
      nextCheckAt: 140,
      healthySince: 120,
      soak: evaluateSoak(one, 120, 120),
    });
    expect(judgeWave(targets, { ...one, now: 140 })).toEqual({ verdict: 'healthy', healthySince: 120 });
    const quiet = [target('healthy', 105), silent];
    expect(judgeWave(quiet, { ...one, now: 150 })).toMatchObject({ healthySince: 150, nextCheckAt: 170 });
  });

  it('fails as soon as one more is lost, and names them', () => {
    const targets = [target('healthy'), broken, target('failing', 115, 'd has been failing')];
    expect(judgeWave(targets, { ...one, now: 120 })).toMatchObject({ verdict: 'waiting', nextCheckAt: 125 });
    expect(judgeWave(targets, { ...one, now: 125 })).toEqual({
      verdict: 'failed',
      reason: '2 targets failed, 1 may: c has been failing; d has been failing',
    });
  });

  it('counts a target that recovers while another is awaited as healthy', () => {
    const targets = [target('healthy', 130), target('healthy'), silent];
    expect(judgeWave(targets, { ...one, now: 135 })).toMatchObject({ verdict: 'waiting', nextCheckAt: 150 });
  });

  it('goes on soaking when a target fails then, as long as it may', () => {
    const soak = { ...one, healthySince: 130, now: 145 };
    expect(judgeWave([target('healthy'), target('failing', 131)], soak)).toMatchObject({ nextCheckAt: 150 });
    const both = [target('failing', 131), target('failing', 140)];
    expect(judgeWave(both, { ...soak, now: 149 })).toMatchObject({ verdict: 'waiting', nextCheckAt: 150 });
    expect(judgeWave(both, { ...soak, now: 150 })).toMatchObject({ verdict: 'failed' });
  });
});

it('judgeWave names ten targets and counts the others', () => {
  const targets = Array.from({ length: 12 }, (_, index) => target('waiting', 100, `c${index}`));
  expect(judgeWave(targets, { ...window, now: 150 })).toEqual({
    verdict: 'failed',
    reason: 'c0; c1; c2; c3; c4; c5; c6; c7; c8; c9; and 2 more',
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
  wave: fc.constant(0),
  requestedAt: fc.constant(100),
  timeoutMs: fc.integer({ min: 1, max: 60 }),
  graceMs: fc.integer({ min: 0, max: 30 }),
  maxUnavailable: fc.integer({ min: 0, max: 3 }),
  soakMs: fc.integer({ min: 0, max: 40 }),
  healthySince: fc.option(fc.integer({ min: 100, max: 160 }), { nil: undefined }),
});

/** Whether the target is lost now, as the comment on judgeWave tells it. */
function isLost({ state, since }: JudgedTarget, at: WaveWindow): boolean {
  if (state === 'healthy') return false;
  if (state === 'failing' && at.now - since >= at.graceMs) return true;
  const deadline = at.requestedAt + at.timeoutMs;
  if (at.healthySince === undefined) return at.now >= deadline;
  const end = Math.max(deadline, at.healthySince + at.soakMs);
  return at.now >= (state === 'failing' ? end + at.graceMs : end);
}

/** The rules one by one, millisecond by millisecond. */
function obviousVerdict(judged: readonly JudgedTarget[], at: WaveWindow): string {
  if (judged.filter((one) => isLost(one, at)).length > at.maxUnavailable) return 'failed';
  const isDecidedAt = (now: number) =>
    judged.every((one) => (one.state === 'healthy' ? one.since <= now : isLost(one, { ...at, now })));
  const unhealthy = judged.filter(({ state }) => state !== 'healthy').length;
  if (unhealthy > at.maxUnavailable) return 'waiting';
  let since = at.healthySince ?? at.requestedAt;
  while (at.healthySince === undefined && !isDecidedAt(since) && since < at.now) since += 1;
  if (at.healthySince === undefined && !isDecidedAt(since)) return 'waiting';
  return at.now - since >= at.soakMs ? 'healthy' : 'waiting';
}

describe('judgeWave, for any targets at any time,', () => {
  it('agrees with the obvious', () => {
    fc.assert(
      fc.property(targets, windows, (judged, at) => {
        expect(judgeWave(judged, at).verdict).toBe(obviousVerdict(judged, at));
      }),
      { numRuns: 1000 },
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
          const then = judgeWave(judged, { ...at, now: end });
          const beginsToSoak = then.verdict === 'waiting' && then.healthySince !== first.healthySince;
          expect(then.verdict !== 'waiting' || beginsToSoak).toBe(true);
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
