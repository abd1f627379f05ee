/** What an agent watches: for Flux a Kustomization, for Argo CD an Application. */
export interface AgentObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export type HealthState = 'healthy' | 'failing' | 'progressing';

/**
 * One thing an agent said of one object. The cluster is not part of it: that is known from the key that the
 * report was signed with, never from what the report says.
 */
export interface HealthObservation {
  readonly object: AgentObject;
  readonly state: HealthState;
  /** The commit, in hex; absent when the agent named none, or none that can be trusted. */
  readonly revision?: string;
  readonly reason: string;
  readonly message: string;
  /** By the cluster's clock, in milliseconds since the epoch. Flux's has a resolution of one second. */
  readonly at: number;
}

/** A report that says nothing of a target's health. */
export interface Ignored {
  /** Why. */
  readonly ignored: string;
}

const LONGEST_MESSAGE = 1000;

/** Without the line break that Flux leaves at the end of what an API server said. */
export function shortenMessage(message: string): string {
  const text = message.trim();
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE - 3)}...`;
}

/** Kubernetes allows a condition 1,024 characters for it. */
const LONGEST_REASON = 100;

/**
 * What was said, in words of such a length that they fit wherever they are quoted: in items of a store, entries and
 * executions. What a cluster says is of any length that its agents, or whoever has its key, likes.
 */
export const inFewWords = <Said extends { readonly reason: string; readonly message: string }>(
  said: Said,
): Said => ({
  ...said,
  reason: said.reason.slice(0, LONGEST_REASON),
  message: shortenMessage(said.message),
});

/**
 * Whether a report is neither old (a replay) nor from the future (a clock that is wrong).
 *
 * @param windowMs must exceed the agent's own delivery delay: for Flux the Provider's `timeout` and 5 s.
 */
export function isFresh(at: number, now: number, windowMs: number): boolean {
  return Math.abs(now - at) <= windowMs;
}
