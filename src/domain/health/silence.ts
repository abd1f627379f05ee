import type { AgentReport } from './fold.ts';

/** Three times as long as Flux's usual interval and Argo CD's resend: one lost report makes nobody silent. */
const DEFAULT_INTERVAL_MS = 30 * 60 * 1000;

/** When the agent object was last heard, whatever it said; progress is dated by the cluster's clock. */
export const heardAt = ({ receivedAt, progress }: AgentReport): number =>
  Math.max(receivedAt, progress?.at ?? receivedAt);

/** Since when an agent is silent that was last heard then; undefined while it is not. An agent with nothing new still reports. */
export function silentSince(
  heard: number,
  now: number,
  intervalMs: number = DEFAULT_INTERVAL_MS,
): number | undefined {
  return now - heard > intervalMs ? heard : undefined;
}
