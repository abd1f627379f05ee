// What the Node.js runtime does around a handler. Shared by the worker, where it is bundled as plain
// JavaScript, and by the in-process environment: nothing but types may be imported here.
import type { Context, FunctionError, LambdaHandler } from './types.ts';

/** One call of a function, in a form that crosses threads. */
export interface Invocation {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
}

/** `payload` is JSON. */
export type Outcome = { payload: string } | { error: FunctionError };

/** Bytes of a response (AWS: 6 MB and a little). */
const RESPONSE_LIMIT = 6_291_556;

export async function runHandler(
  handler: LambdaHandler,
  invocation: Invocation,
  now: () => number,
): Promise<Outcome> {
  try {
    const result = await handler(JSON.parse(invocation.payload) as never, createContext(invocation, now));
    return serialise(result);
  } catch (error) {
    return { error: describeError(error) };
  }
}

function createContext(invocation: Invocation, now: () => number): Context {
  return {
    awsRequestId: invocation.requestId,
    functionName: invocation.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: invocation.functionArn,
    memoryLimitInMB: String(invocation.memoryMb),
    logGroupName: `/aws/lambda/${invocation.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - now()),
  };
}

function serialise(result: unknown): Outcome {
  let payload: string;
  try {
    payload = JSON.stringify(result) ?? 'null';
  } catch {
    return failure('Runtime.JSONStringifyError', 'Unable to stringify response body');
  }
  if (Buffer.byteLength(payload) <= RESPONSE_LIMIT) return { payload };
  return failure(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT} bytes).`,
  );
}

export function failure(errorType: string, errorMessage: string): { error: FunctionError } {
  return { error: { errorType, errorMessage } };
}

/** The runtime's own form of whatever was thrown. */
export function describeError(thrown: unknown): FunctionError {
  if (thrown instanceof Error) {
    const trace = (thrown.stack ?? '').split('\n');
    return { errorType: thrown.name, errorMessage: thrown.message, trace };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}
