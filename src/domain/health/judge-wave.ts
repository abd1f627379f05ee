import type { GateAnswer } from '../gates/answer.ts';
import { evaluateSoak } from '../gates/soak.ts';
import type { JudgedTarget } from './judge-target.ts';

/** Times are milliseconds since the epoch by our clock. */
export interface WaveWindow {
  readonly now: number;
  readonly requestedAt: number;
  /** How long the targets have, from the request on, until all are healthy at once. */
  readonly timeoutMs: number;
  /** How long a target may fail before it has failed for good: Flux's failures are often followed by a success. */
  readonly graceMs: number;
  /** How many targets may fail for good, or stay silent, before the wave fails. */
  readonly maxUnavailable: number;
  /** How long the wave is watched after it became healthy. */
  readonly soakMs: number;
  /** Which wave it is, from 0. */
  readonly wave: number;
  /** When it first became healthy, as an earlier verdict said; store it and pass it again. */
  readonly healthySince?: number | undefined;
}

export type WaveVerdict =
  | { readonly verdict: 'healthy'; readonly healthySince: number }
  | { readonly verdict: 'failed'; readonly reason: string }
  | {
      readonly verdict: 'waiting';
      readonly reason: string;
      /** Until then the verdict stays what it is, unless a report comes. */
      readonly nextCheckAt: number;
      readonly healthySince?: number;
      /** What the gate says, while nothing but the soak is waited for. */
      readonly soak?: GateAnswer;
    };

/**
 * Judges a wave by its targets, as a pure function of time.
 *
 * A target has failed for good when it fails for longer than the grace, or is not healthy at the deadline. The wave
 * fails as soon as more than `maxUnavailable` have. It becomes healthy when no target is undecided any more, not when
 * enough of them are healthy: a slow target shall not be left behind by a wave that could have waited for it.
 *
 * From then on it soaks, whatever up to `maxUnavailable` targets do. Of further ones, a target that fails and recovers
 * within the grace does not begin the soak anew; one that stopped carrying the release has until the soak's end (or
 * the deadline, if that is later). No wave outlives that time by more than the grace.
 */
export function judgeWave(targets: readonly JudgedTarget[], window: WaveWindow): WaveVerdict {
  const { now, maxUnavailable } = window;
  const unhealthy = targets.filter((target) => target.state !== 'healthy');
  const limits = unhealthy.map((target) => ({ target, at: limitOf(target, window) }));
  const lost = limits.filter((limit) => limit.at <= now).map((limit) => limit.target);
  if (lost.length > maxUnavailable) return { verdict: 'failed', reason: tooMany(lost, maxUnavailable) };

  const times = limits.map(({ at }) => at).sort((a, b) => a - b);
  const isDecided = lost.length === unhealthy.length;
  const healthySince =
    window.healthySince ?? (isDecided ? decidedAt(targets, times, window.requestedAt) : undefined);
  if (healthySince !== undefined && unhealthy.length <= maxUnavailable)
    return judgeSoak(targets, unhealthy, healthySince, window);

  const next = Math.min(maxUnavailable, times.length - 1);
  const healthyAt = unhealthy.flatMap(({ until }) => until ?? []);
  return {
    verdict: 'waiting',
    reason: sentences(unhealthy),
    nextCheckAt: Math.min(times[next] ?? now, ...healthyAt),
    ...(healthySince !== undefined && { healthySince }),
  };
}

/** When the last target was healthy or lost. */
function decidedAt(targets: readonly JudgedTarget[], lostAt: readonly number[], requestedAt: number): number {
  const healthy = targets.filter(({ state }) => state === 'healthy');
  return Math.max(requestedAt, ...healthy.map(({ since }) => since), ...lostAt);
}

function judgeSoak(
  targets: readonly JudgedTarget[],
  unhealthy: readonly JudgedTarget[],
  healthySince: number,
  { now, ...gate }: WaveWindow,
): WaveVerdict {
  const soak = evaluateSoak(gate, healthySince, now);
  if (soak.state === 'open') return { verdict: 'healthy', healthySince };
  const healthy = targets.length - unhealthy.length;
  const reason =
    unhealthy.length === 0
      ? 'all targets are healthy; soaking'
      : `${healthy} of ${targets.length} targets are healthy; soaking without the others: ${sentences(unhealthy)}`;
  return { verdict: 'waiting', reason, nextCheckAt: healthySince + gate.soakMs, healthySince, soak };
}

/** From when on the target counts as lost if it stays as it is. */
function limitOf(target: JudgedTarget, window: WaveWindow): number {
  const { requestedAt, timeoutMs, graceMs, soakMs, healthySince } = window;
  const deadline = requestedAt + timeoutMs;
  const graceEnds = target.state === 'failing' ? target.since + graceMs : Number.POSITIVE_INFINITY;
  if (healthySince === undefined) return Math.min(deadline, graceEnds);
  const end = Math.max(deadline, healthySince + soakMs);
  return Math.min(target.state === 'failing' ? end + graceMs : end, graceEnds);
}

function tooMany(lost: readonly JudgedTarget[], maxUnavailable: number): string {
  const failed = maxUnavailable === 0 ? '' : `${lost.length} targets failed, ${maxUnavailable} may: `;
  return failed + sentences(lost);
}

/** A reason stands in ledger entries and executions, which have limits; the fleet view has every target. */
const MOST_NAMED = 10;

function sentences(targets: readonly JudgedTarget[]): string {
  const named = targets.slice(0, MOST_NAMED).map((target) => target.sentence);
  const more = targets.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
