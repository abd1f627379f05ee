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

export interface StoredWait {
  readonly promotion: string;
  readonly for: WaitFor;
  readonly token: string;
}

/** The token of each promotion, at most one at a time: a later wait replaces an earlier one. */
export interface Waits {
  put(wait: StoredWait): Promise<void>;
  get(promotion: string): Promise<StoredWait | undefined>;
}
