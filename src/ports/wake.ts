import type { WakeRequest } from '../domain/wake/request.ts';

/** Tells an agent in a cluster that there is something new, so that it need not wait for its interval. */
export interface Waker {
  /** The configuration repository as agents pull it, unless settings say otherwise. */
  readonly repositoryUrl: string;
  /**
   * One try, of a few seconds at most; no redirect is followed, and no address is asked that no agent can have.
   * @throws Error whose message says what went wrong, for people
   */
  send(cluster: string, request: WakeRequest): Promise<void>;
}

export interface WakeOutcome {
  readonly commit: string;
  /** ISO time. */
  readonly at: string;
  /** Absent when the agent took it. */
  readonly problem?: string;
}

/** How each cluster was woken last. */
export interface WakeMemory {
  /** Whether the caller is to wake the cluster for this commit: true for the first who asks. */
  claim(cluster: string, commit: string): Promise<boolean>;
  note(cluster: string, outcome: WakeOutcome): Promise<void>;
  /** In the order asked; undefined where a cluster was never woken. */
  last(clusters: readonly string[]): Promise<(WakeOutcome | undefined)[]>;
}
