import { describe, expect, it } from 'vitest';
import type { CanaryObservation } from '../../../../src/domain/health/canary.ts';
import type { AgentReport } from '../../../../src/domain/health/fold.ts';
import { foldCanary } from '../../../../src/domain/health/fold-canary.ts';
import { type CanaryInput, judgeCanary } from '../../../../src/domain/health/judge-canary.ts';
import { judgeWave } from '../../../../src/domain/health/judge-wave.ts';
import type { HealthState } from '../../../../src/domain/health/observation.ts';

const NOON = Date.UTC(2026, 10, 20, 12, 0, 0);
const MINUTE = 60_000;
const object = { kind: 'Canary', namespace: 'shop', name: 'api' };

/** Something that was said so many minutes after the wave's commit was asked for. */
const said = (
  state: HealthState,
  minute: number,
  more: Partial<CanaryObservation> = {},
): CanaryObservation => ({
  object,
  state,
  reason: { healthy: 'Succeeded', failing: 'Failed', progressing: 'Progressing' }[state],
  message: `at ${minute}`,
  at: NOON + minute * MINUTE,
  ...more,
});
const begins = (minute: number) => said('progressing', minute, { begins: true });

const fold = (...observations: CanaryObservation[]): AgentReport | undefined =>
  observations.reduce<AgentReport | undefined>(
    (report, observation) => foldCanary(report, observation) ?? report,
    undefined,
  );

describe('what is known of a Canary', () => {
  it('is what was said last, and when the last rollout began', () => {
    expect(fold(begins(0), said('progressing', 1), said('healthy', 5))).toEqual({
      state: 'healthy',
      reason: 'Succeeded',
      message: 'at 5',
      at: NOON + 5 * MINUTE,
      receivedAt: NOON + 5 * MINUTE,
      begunAt: NOON,
      failures: [],
    });
  });

  it.each([
    ['what comes late', said('healthy', 5), said('progressing', 4)],
    ['an end that is told again within a minute', said('failing', 5), said('failing', 6)],
    ['the same step', said('progressing', 5), said('progressing', 6, { message: 'at 5' })],
  ])('does not change by %s', (_, first, second) => {
    expect(foldCanary(fold(first), second)).toBeUndefined();
  });

  it.each([
    ['of something new while it is under way', [begins(0), begins(3)], 3],
    ['whose begin was not heard of', [said('healthy', 0), said('progressing', 3)], 3],
    ['that was under way when it was first heard of', [said('progressing', 3)], undefined],
  ] as const)('has the begin of a rollout %s', (_, observations, minute) => {
    const begunAt = minute === undefined ? undefined : NOON + minute * MINUTE;
    expect(fold(...observations)?.begunAt).toBe(begunAt);
  });

  it('takes an end that comes later for that of another rollout', () => {
    expect(fold(said('failing', 5), said('failing', 7))?.at).toBe(NOON + 7 * MINUTE);
  });
});

describe('a target whose agent is healthy', () => {
  const judge = (report: AgentReport | undefined, minute: number, changed = true) => {
    const input: CanaryInput = {
      cluster: 'prod-eu-1',
      canary: { namespace: 'shop', name: 'api', startsWithinMs: 3 * MINUTE },
      report,
      wave: { requestedAt: NOON, changed },
      appliedAt: NOON + MINUTE,
      now: NOON + minute * MINUTE,
    };
    return judgeCanary(input);
  };

  it('waits for a canary that is under way, however long', () => {
    const report = fold(said('healthy', -9), begins(2));
    expect(judge(report, 60)).toEqual({
      state: 'waiting',
      sentence: 'canary shop/api on prod-eu-1 is under way: Progressing: at 2',
      since: NOON,
    });
  });

  it('is healthy once a canary is over that began after the commit was asked for', () => {
    expect(judge(fold(begins(2), said('healthy', 9)), 9)).toEqual({
      state: 'healthy',
      sentence: 'canary shop/api on prod-eu-1 is over: Succeeded: at 9',
      since: NOON + 9 * MINUTE,
    });
  });

  it('is not, if the canary began before: it was of something else', () => {
    const report = fold(begins(-5), said('healthy', 0.5));
    expect(judge(report, 2)).toMatchObject({ state: 'waiting', until: NOON + 4 * MINUTE });
  });

  it('fails if a canary failed, whenever that began', () => {
    expect(judge(fold(begins(-5), said('failing', 2)), 2)).toEqual({
      state: 'failing',
      sentence: 'canary shop/api on prod-eu-1 has failed: Failed: at 2',
      since: NOON + 2 * MINUTE,
    });
  });

  it.each(['healthy', 'failing'] as const)(
    'that was %s before is healthy if no canary begins in time: it needs none',
    (state) => {
      const report = fold(said(state, -30));
      const waiting = {
        state: 'waiting',
        sentence: 'canary shop/api on prod-eu-1 may still begin',
        since: NOON,
        until: NOON + 4 * MINUTE,
      };
      expect(judge(report, 3.9)).toEqual(waiting);
      expect(judge(report, 4)).toEqual({
        state: 'healthy',
        sentence: 'no canary shop/api on prod-eu-1 was needed: none has begun',
        since: NOON + 4 * MINUTE,
      });
    },
  );

  it('waits for a Canary that was never heard of', () => {
    expect(judge(undefined, 60)).toMatchObject({
      state: 'waiting',
      sentence: expect.stringContaining('was never heard of: does it have the webhooks of towpath agent'),
    });
  });

  it.each(['healthy', 'failing'] as const)(
    'is %s as its canary was, where nothing was to change',
    (state) => {
      expect(judge(fold(said(state, -30)), 2, false).state).toBe(state);
    },
  );
});

describe('a wave', () => {
  const window = {
    wave: 0,
    requestedAt: NOON,
    timeoutMs: 15 * MINUTE,
    graceMs: MINUTE,
    maxUnavailable: 0,
    soakMs: 0,
  };
  const target = {
    state: 'waiting',
    sentence: 'it may begin',
    since: NOON,
    until: NOON + 4 * MINUTE,
  } as const;

  it('looks again when a target is healthy that nothing is heard of', () => {
    expect(judgeWave([target], { ...window, now: NOON + MINUTE })).toEqual({
      verdict: 'waiting',
      reason: 'it may begin',
      nextCheckAt: NOON + 4 * MINUTE,
    });
  });
});
