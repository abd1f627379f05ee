import type { JudgedTarget } from './judge-target.ts';

/** Times are milliseconds since the epoch by our clock. */
export interface WaveWindow {
  readonly now: number;
  readonly requestedAt: number;
  /** How long the targets have, from the request on, until all are healthy at once. */
  readonly timeoutMs: number;
  /** How long a target may fail before the wave does: Flux's failures are often followed by a success. */
  readonly graceMs: number;
  /** How long the wave is watched after all its targets were healthy. */
  readonly soakMs: number;
  /** When all were first healthy at once, as an earlier verdict said; store it and pass it again. */
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
    };

/**
 * Judges a wave by its targets, as a pure function of time.
 *
 * Until all targets were healthy at once, the deadline fails the wave, and so does a target that fails for longer
 * than the grace. From then on it soaks. A target that fails and recovers within the grace does not begin the
 * soak anew; one that stopped carrying the release has until the soak's end (or the deadline, if that is later).
 * No wave outlives that time by more than the grace.
 */
export function judgeWave(targets: readonly JudgedTarget[], window: WaveWindow): WaveVerdict {
  const unhealthy = targets.filter((target) => target.state !== 'healthy');
  const healthySince =
    window.healthySince ?? (unhealthy.length === 0 ? lastHealthy(targets, window) : undefined);
  const soaking = healthySince === undefined ? {} : { healthySince };
  if (healthySince !== undefined && unhealthy.length === 0) return judgeSoak(healthySince, window);

  const limits = unhealthy.map((target) => ({ target, at: limitOf(target, window, healthySince) }));
  const over = limits.filter((limit) => limit.at <= window.now).map((limit) => limit.target);
  if (over.length > 0) return { verdict: 'failed', reason: sentences(over) };
  const nextCheckAt = Math.min(...limits.map((limit) => limit.at));
  return { verdict: 'waiting', reason: sentences(unhealthy), nextCheckAt, ...soaking };
}

function lastHealthy(targets: readonly JudgedTarget[], window: WaveWindow): number {
  return Math.max(window.requestedAt, ...targets.map((target) => target.since));
}

function judgeSoak(healthySince: number, window: WaveWindow): WaveVerdict {
  const nextCheckAt = healthySince + window.soakMs;
  if (nextCheckAt <= window.now) return { verdict: 'healthy', healthySince };
  return { verdict: 'waiting', reason: 'all targets are healthy; soaking', nextCheckAt, healthySince };
}

/** When the wave fails if this target stays as it is. */
function limitOf(target: JudgedTarget, window: WaveWindow, healthySince: number | undefined): number {
  const deadline = window.requestedAt + window.timeoutMs;
  const graceEnds = target.state === 'failing' ? target.since + window.graceMs : Number.POSITIVE_INFINITY;
  if (healthySince === undefined) return Math.min(deadline, graceEnds);
  const end = Math.max(deadline, healthySince + window.soakMs);
  return Math.min(target.state === 'failing' ? end + window.graceMs : end, graceEnds);
}

function sentences(targets: readonly JudgedTarget[]): string {
  return targets.map((target) => target.sentence).join('; ');
}
