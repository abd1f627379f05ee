import type { Settings } from '../pipeline/types.ts';
import type { Promotion, StageState } from '../promotion/state.ts';
import type { Stop } from '../promotion/stop.ts';

/**
 * What one gate says of one promotion at one time, with a sentence for people. `closed` opens by itself at `until`, or
 * when somebody does something; `refused` never opens: the promotion ends.
 */
export interface GateAnswer {
  readonly gate: string;
  readonly state: 'open' | 'closed' | 'refused';
  readonly sentence: string;
  /** ISO time at which the answer may change by time alone; absent when only an event can change it. */
  readonly until?: string;
}

/** Everything a gate may look at. Gates are pure: the same context gives the same answer. */
export interface GateContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly promotion: Promotion;
  readonly stage: StageState;
  /** Stops in force anywhere. */
  readonly stops: readonly Stop[];
  /** Clusters of the wave that would be written next. */
  readonly clusters: readonly string[];
  /** The settings as they are now: a person who left a group no longer counts. */
  readonly settings: Settings;
}

/** What the counting of votes looks at. */
export type VotingContext = Pick<GateContext, 'now' | 'promotion' | 'stage' | 'settings'>;

/** One file per gate implements this for its own configuration. */
export type EvaluateGate<Configuration> = (configuration: Configuration, context: GateContext) => GateAnswer;
