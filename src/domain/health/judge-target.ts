import { utc } from '../gates/sentence.ts';
import { type AgentReport, failingSince, type Statement } from './fold.ts';

export interface TargetInput {
  readonly cluster: string;
  readonly report?: AgentReport | undefined;
  /**
   * Whether the overlay, read at the reported revision, carries the release. Undefined when the report names no
   * revision, or one that the repository does not know.
   */
  readonly carriesAtRevision: boolean | undefined;
  readonly wave: {
    readonly commit: string;
    /** When the wave's commit was asked for, in milliseconds since the epoch by our clock. */
    readonly requestedAt: number;
    /** False when the overlays carried the release before (CodeCommit's NoChangeException). */
    readonly changed: boolean;
  };
}

export interface JudgedTarget {
  readonly state: 'healthy' | 'failing' | 'waiting';
  /** For a person: names the cluster, and what it said or what is missing. */
  readonly sentence: string;
  /** Since when it has been healthy or failing for this wave; for a waiting one since when the wave waits. */
  readonly since: number;
  /** When a waiting one is healthy if nothing is heard until then. */
  readonly until?: number;
}

/**
 * What an agent's report means for a wave. An agent on a shared branch usually reports a later commit than
 * ours, so the content at its revision decides, not the revision. A report from before the wave does not count,
 * unless it is of the very commit or nothing was there to change.
 */
export function judgeTarget(input: TargetInput): JudgedTarget {
  const { cluster, report, wave } = input;
  if (report === undefined) return waiting(wave, silence(cluster, wave.requestedAt));
  if (!isOfThisWave(report, wave)) return waiting(wave, beforeTheWave(cluster, report));
  if (report.state === 'progressing') return waiting(wave, progress(cluster, report));
  if (input.carriesAtRevision !== true) return waiting(wave, notOurs(input, report));
  if (report.state === 'healthy') {
    const sentence = `${cluster} is healthy at ${shortRevision(report)}`;
    return { state: 'healthy', sentence, since: Math.max(report.receivedAt, wave.requestedAt) };
  }
  const since = Math.max(failingSince(report) ?? report.at, wave.requestedAt);
  const sentence = `${cluster} has been failing since ${utc(since)}: ${quote(report)}`;
  return { state: 'failing', sentence, since };
}

function isOfThisWave(report: AgentReport, wave: TargetInput['wave']): boolean {
  return !wave.changed || report.revision === wave.commit || report.receivedAt >= wave.requestedAt;
}

function waiting(wave: TargetInput['wave'], sentence: string): JudgedTarget {
  return { state: 'waiting', sentence, since: wave.requestedAt };
}

function silence(cluster: string, since: number): string {
  return `no report from ${cluster} since ${utc(since)}`;
}

function beforeTheWave(cluster: string, report: AgentReport): string {
  if (report.progress !== undefined) return progress(cluster, report.progress);
  return silence(cluster, report.receivedAt);
}

function progress(cluster: string, said: Statement): string {
  return `${cluster} is progressing at ${shortRevision(said)}: ${quote(said)}`;
}

function notOurs({ cluster, carriesAtRevision }: TargetInput, report: AgentReport): string {
  if (report.progress !== undefined) return progress(cluster, report.progress);
  const said = report.state === 'failing' ? `${cluster} fails: ${quote(report)}; it` : cluster;
  if (report.revision === undefined) return `${said} reported no revision`;
  if (carriesAtRevision === false) {
    return `${said} reported ${shortRevision(report)}, which does not carry this release yet`;
  }
  return `${said} reported ${shortRevision(report)}, which the repository does not know`;
}

function quote({ reason, message }: Statement): string {
  return `${reason}: ${message}`;
}

function shortRevision({ revision }: Statement): string {
  return revision === undefined ? 'an unnamed revision' : revision.slice(0, 7);
}
