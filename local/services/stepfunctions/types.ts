import type { Clock } from '../../clock.ts';
import type { Service } from '../../service.ts';

/** The error object of a Lambda function as its runtime reports it. */
export interface LambdaError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/**
 * Calls a function and waits for its end. A function that throws is an answer with `error`; a rejected promise means
 * that Lambda itself failed (Lambda.ServiceException, or the rejection's own `name` if that begins with `Lambda.`).
 */
export type InvokeLambda = (
  functionName: string,
  payload: unknown,
) => Promise<{ readonly payload: unknown } | { readonly error: LambdaError }>;

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** `detail` of the EventBridge event "Step Functions Execution Status Change"; dates in milliseconds. */
export interface ExecutionStatusChange {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate: number | null;
  readonly input: string;
  readonly inputDetails: { readonly included: true };
  readonly output: string | null;
  readonly outputDetails: { readonly included: true } | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly stateMachineVersionArn: null;
  readonly stateMachineAliasArn: null;
  readonly redriveCount: number;
  readonly redriveDate: null;
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE';
  readonly redriveStatusReason: string | null;
}

export interface StepFunctionsOptions {
  readonly invokeLambda: InvokeLambda;
  readonly clock?: Clock;
  /** Where the journal lives; without it everything is gone with the object. */
  readonly directory?: string;
  /**
   * Told of each change of status, in order per execution, once the change is on disk. One that was not told of, or
   * whose promise was rejected, is told of again after a restart: at least once.
   */
  readonly onStatusChange?: (detail: ExecutionStatusChange) => void | Promise<void>;
  /** For task tokens, revision ids and the names of executions that got none. */
  readonly newId?: () => string;
  /** In [0, 1), for the jitter of retries. */
  readonly random?: () => number;
  /** Told of every write on its way to the disk: a virtual clock's `track`, so that time stands still meanwhile. */
  readonly track?: (work: Promise<void>) => unknown;
  /** How many journal lines of finished executions make the journal be written anew; 5,000 if not given. */
  readonly compactAfterLines?: number;
  readonly region?: string;
  readonly account?: string;
}

export interface StepFunctionsService extends Service {
  /**
   * Goes on with the executions found in the journal. To be called once the functions can be invoked; until then they
   * stand still, but are listed, and their tokens are accepted.
   */
  resume(): void;
}
