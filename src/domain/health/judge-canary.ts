import type { AgentReport } from './fold.ts';
import type { JudgedTarget, TargetInput } from './judge-target.ts';

export interface CanaryInput {
  readonly cluster: string;
  readonly canary: { readonly namespace: string; readonly name: string; readonly startsWithinMs: number };
  readonly report: AgentReport | undefined;
  readonly wave: Pick<TargetInput['wave'], 'requestedAt' | 'changed'>;
  /** When the agent first said that it is healthy with this release. */
  readonly appliedAt: number;
  /** Milliseconds since the epoch by our clock, as all times here. */
  readonly now: number;
}

/**
 * What a Canary means for a target whose agent is healthy. Flagger names no revision, so time tells which rollout it
 * speaks of: a success counts if its rollout began after the wave's commit was asked for, a failure if it came after that.
 *
 * What changes nothing for the workload starts no canary, nor does going back to what was promoted last; then nothing
 * is ever said. So a canary that has not begun some time after the agent was done counts as not needed, whatever
 * became of the one before. A Canary that was never heard of is not taken for one: its webhooks are missing.
 */
export function judgeCanary(input: CanaryInput): JudgedTarget {
  const { report, wave, appliedAt, now } = input;
  const { startsWithinMs, namespace, name } = input.canary;
  const what = `canary ${namespace}/${name} on ${input.cluster}`;
  if (report === undefined)
    return waiting(wave, `${what} was never heard of: does it have the webhooks of towpath agent flagger?`);
  const said = `${report.reason}: ${report.message}`;
  if (report.state === 'progressing') return waiting(wave, `${what} is under way: ${said}`);
  const isOurs = !wave.changed || report.at >= wave.requestedAt;
  const since = Math.max(report.at, appliedAt);
  if (report.state === 'failing' && isOurs)
    return { state: 'failing', sentence: `${what} has failed: ${said}`, since };
  const hasBegun = !wave.changed || (report.begunAt ?? 0) >= wave.requestedAt;
  if (report.state === 'healthy' && hasBegun)
    return { state: 'healthy', sentence: `${what} is over: ${said}`, since };
  const until = appliedAt + startsWithinMs;
  if (now >= until)
    return { state: 'healthy', sentence: `no ${what} was needed: none has begun`, since: until };
  return { ...waiting(wave, `${what} may still begin`), until };
}

const waiting = (wave: CanaryInput['wave'], sentence: string): JudgedTarget => ({
  state: 'waiting',
  sentence,
  since: wave.requestedAt,
});
