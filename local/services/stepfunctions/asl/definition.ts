import type { Json, JsonObject } from '../json.ts';

/** A state machine in the Amazon States Language, or a branch of one. Only what the emulator interprets. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
}

export type State =
  | TaskState
  | ChoiceState
  | WaitState
  | MapState
  | ParallelState
  | PassState
  | SucceedState
  | FailState;

export type StateType = State['Type'];

interface Paths {
  /** null stands for an empty object. */
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}

interface Transition {
  readonly Next?: string;
  readonly End?: boolean;
}

interface ResultShaping {
  readonly ResultSelector?: JsonObject;
  /** null discards the result. */
  readonly ResultPath?: string | null;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
}

export interface ErrorHandling {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface TaskState extends Paths, Transition, ResultShaping, ErrorHandling {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Parameters?: Json;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number;
  readonly HeartbeatSecondsPath?: string;
}

/** One comparison, or a combination of rules; `Next` stands on the outermost rule only. */
export type ChoiceRule = Readonly<Record<string, Json>>;

export interface ChoiceState extends Paths {
  readonly Type: 'Choice';
  readonly Choices: readonly (ChoiceRule & { readonly Next: string })[];
  readonly Default?: string;
}

export interface WaitState extends Paths, Transition {
  readonly Type: 'Wait';
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

export interface MapState extends Paths, Transition, ResultShaping, ErrorHandling {
  readonly Type: 'Map';
  readonly ItemsPath?: string;
  readonly MaxConcurrency?: number;
  readonly ItemSelector?: Json;
  /** The old name of ItemSelector. */
  readonly Parameters?: Json;
  readonly ItemProcessor?: Definition;
  /** The old name of ItemProcessor. */
  readonly Iterator?: Definition;
}

export interface ParallelState extends Paths, Transition, ResultShaping, ErrorHandling {
  readonly Type: 'Parallel';
  readonly Branches: readonly Definition[];
  readonly Parameters?: Json;
}

export interface PassState extends Paths, Transition {
  readonly Type: 'Pass';
  readonly Result?: Json;
  readonly Parameters?: Json;
  readonly ResultPath?: string | null;
}

export interface SucceedState extends Paths {
  readonly Type: 'Succeed';
}

export interface FailState {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly Cause?: string;
  readonly ErrorPath?: string;
  readonly CausePath?: string;
}
