/** What an execution of the state machine is started with; the id is its name, so that a second start has no effect. */
export interface PromotionInput {
  readonly pipeline: string;
  readonly promotion: string;
}

/** `how` an execution ended, for people: its status and error. */
export type ExecutionStatus =
  | { readonly kind: 'running' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'ended'; readonly how: string };

/** Promotions as executions, and the tokens that they wait on. */
export interface Workflow {
  /** Idempotent: starting a promotion that runs or has ended changes nothing. */
  start(input: PromotionInput): Promise<void>;
  /** Lets a waiting task go on. A token that was answered before, or timed out, is not an error. */
  answer(token: string): Promise<void>;
  /** Ends a waiting task with an error that the state machine catches by name. */
  fail(token: string, error: string, cause: string): Promise<void>;
  /** Ids of all promotions whose execution runs. What began or ended within the last seconds may be shown wrongly. */
  running(): Promise<string[]>;
  /** `missing` also when it ended so long ago that nobody knows of it any more. Off by seconds, like `running`. */
  status(promotion: string): Promise<ExecutionStatus>;
}

/** What a promotion's execution waits for; decides when its token may be answered. */
export type WaitFor = 'stage' | 'gates' | 'health';

/**
 * A token of a task, and when that was begun. A task that is tried again gets another token, and the function of the
 * first try may still be running: of two tokens the newer one is that of the state that was entered later, or of the
 * later try in it. Only executions of the first machines do not say.
 */
export interface TaskToken {
  readonly token: string;
  /** ISO time at which the execution entered the state, by the clock of whoever runs it. */
  readonly enteredAt?: string;
  /** From 0. */
  readonly retry?: number;
}

export interface StoredWait extends TaskToken {
  readonly promotion: string;
  readonly for: WaitFor;
}

/** The token of each promotion, at most one at a time: a newer one replaces an older, and never the other way round. */
export interface Waits {
  /** An older token than the stored one is not stored: nobody waits on it any more. */
  put(wait: StoredWait): Promise<void>;
  get(promotion: string): Promise<StoredWait | undefined>;
}
