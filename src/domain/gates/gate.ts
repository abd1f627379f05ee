import type { Settings, Stage } from '../pipeline/types.ts';
import type { Promotion, StageState } from '../promotion/state.ts';
import type { Stop } from '../promotion/stop.ts';
import type { Release } from '../release.ts';
import type { GateAnswer } from './answer.ts';

/** Everything a gate may look at. Gates are pure: the same context gives the same answer. */
export interface GateContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly promotion: Promotion;
  /** The stage as the promotion sees it: what the pipeline file says of it, and what has become of it. */
  readonly definition: Stage;
  readonly stage: StageState;
  /** Stages that the promotion's release has passed. */
  readonly passed: Release['passed'];
  /** Stops in force anywhere. */
  readonly stops: readonly Stop[];
  /** Clusters of the wave that would be written next. */
  readonly clusters: readonly string[];
  /** The settings as they are now: a person who left a group no longer counts. */
  readonly settings: Settings;
}

/** What the counting of votes looks at. */
export type VotingContext = Pick<GateContext, 'now' | 'promotion' | 'stage' | 'settings'>;

/** One gate, in one file. */
export interface GateKind<Configuration> {
  readonly name: string;
  /** Whether settings may let people open it for a promotion (docs/decisions/0014). */
  readonly isOverridable: boolean;
  /** Whether it holds back a rollback, where settings do not say otherwise. */
  readonly holdsRollbacks: boolean;
  /** What the stage asks of it, in the order of the file; nothing where the stage does not have this gate. */
  of(context: GateContext): readonly Configuration[];
  evaluate(configuration: Configuration, context: GateContext): GateAnswer;
}

/** A gate as the list of all of them has it, whatever it is configured with. */
export interface AnyGate extends Pick<GateKind<never>, 'name' | 'isOverridable' | 'holdsRollbacks'> {
  ask(context: GateContext): readonly { readonly configuration: unknown; readonly answer: GateAnswer }[];
}

export const defineGate = <Configuration>(kind: GateKind<Configuration>): AnyGate => ({
  name: kind.name,
  isOverridable: kind.isOverridable,
  holdsRollbacks: kind.holdsRollbacks,
  ask: (context) =>
    kind
      .of(context)
      .map((configuration) => ({ configuration, answer: kind.evaluate(configuration, context) })),
});

/** `of` of a gate that every stage has without asking for it. */
export const everyStage = (): readonly [true] => [true];
