import type { Clock } from '../clock.ts';
import type { Behaviour } from './behaviour.ts';
import type { AgentConfig } from './config.ts';
import type { OverlaySource } from './overlay.ts';

/** An object of an agent that follows the repository: a Kustomization or an Application. */
export interface Follower {
  /** The last commit that it found healthy. */
  readonly applied: string | undefined;
  /** Whether a commit is new to it, or its interval has gone by. */
  isDue(commit: string): boolean;
  reconcile(commit: string): Promise<void>;
}

export interface FollowerOptions<Report> {
  readonly config: AgentConfig;
  readonly source: OverlaySource;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long the workloads take to become healthy, or to be given up. */
  readonly healthCheckMs: number;
  /** Asked again and again, so that a switch takes effect at once. */
  readonly behaviour: () => Behaviour;
  readonly send: (report: Report) => void;
  /** Other contents than before are applied; equal trees are equal contents. */
  readonly onApplied: (tree: string) => void;
}
