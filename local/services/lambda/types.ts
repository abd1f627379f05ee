/** What Lambda answers when a function fails; `errorType` is what a state machine's Retry and Catch match. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export type InvokeResult = { payload: unknown } | { error: FunctionError };

/**
 * Runs a function and waits for its result. Failures are results, under the names that Step Functions gives them
 * (`Sandbox.Timedout`, `Lambda.TooManyRequestsException`, the thrown error's own name). Rejects only with
 * `LambdaClosedError`, when the local cloud stops meanwhile: then nobody knows how it ended.
 */
export type InvokeLambda = (functionNameOrArn: string, payload: unknown) => Promise<InvokeResult>;

export class LambdaClosedError extends Error {
  override readonly name = 'LambdaClosedError';

  constructor(functionName: string) {
    super(`The local cloud stopped while ${functionName} was running or waiting to run.`);
  }
}

interface FunctionSettings {
  /** Also the function's name. */
  readonly id: string;
  readonly timeoutSeconds: number;
  readonly memoryMb?: number;
  /** Calls beyond this many at once are throttled, as on AWS. */
  readonly reservedConcurrency?: number;
}

/** Runs from its bundle in a worker thread that has these and the AWS_* variables only. */
export interface BundledFunction extends FunctionSettings {
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The bundle's export; `handler` if not given. */
  readonly handler?: string;
}

/** Runs in this process and shares its environment: for unit tests and virtual time. */
export interface InProcessFunction extends FunctionSettings {
  readonly run: LambdaHandler;
}

export type FunctionDefinition = BundledFunction | InProcessFunction;

export type LambdaHandler = (event: never, context: Context) => unknown;

/** The fields of Lambda's Node.js context object that handlers and Powertools read. */
export interface Context {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  /** A string, as on AWS. */
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

/** One line that a function wrote to stdout or stderr. */
export interface LogLine {
  readonly functionName: string;
  readonly requestId: string | undefined;
  readonly text: string;
}
