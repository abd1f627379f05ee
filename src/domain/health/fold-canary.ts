import type { CanaryObservation } from './canary.ts';
import type { AgentReport } from './fold.ts';

/** Flagger says that a rollout has ended in several ways, within seconds; no two rollouts end so soon after each other. */
const SAME_END_MS = 60_000;

/**
 * Adds what Flagger said of a Canary to what is known of it. Unlike an agent's, its statements replace each other: a
 * canary that is under way is not healthy because the one before it was.
 *
 * @returns undefined when it changes nothing
 */
export function foldCanary(
  previous: AgentReport | undefined,
  { object: _, begins, ...said }: CanaryObservation,
): AgentReport | undefined {
  if (previous !== undefined && (said.at < previous.at || isRepeated(previous, said))) return undefined;
  const begunAt = begins === true || hasBegun(previous, said) ? said.at : previous?.begunAt;
  return { ...said, receivedAt: said.at, failures: [], ...(begunAt !== undefined && { begunAt }) };
}

/** What is under way repeats itself at each interval; an end is told once by each webhook, and by every snapshot. */
function isRepeated(previous: AgentReport, said: Omit<CanaryObservation, 'object' | 'begins'>): boolean {
  if (said.state !== previous.state) return false;
  if (said.state !== 'progressing') return said.at - previous.at <= SAME_END_MS;
  return said.reason === previous.reason && said.message === previous.message;
}

/** The beginning itself was not heard of. */
const hasBegun = (previous: AgentReport | undefined, { state }: Pick<CanaryObservation, 'state'>): boolean =>
  state === 'progressing' && previous !== undefined && previous.state !== 'progressing';
