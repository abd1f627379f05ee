import type { Clock } from '../../clock.ts';
import { type Account, functionArn, functionName } from './names.ts';
import { type FunctionError, type InvokeLambda, LambdaClosedError } from './types.ts';

/** Where a dead letter goes; the record arrives as the message's JSON body. */
export type SendToQueue = (queueName: string, body: string) => Promise<void>;

export interface AsyncOptions {
  /** Name of the queue (the function's on-failure destination). Without one, AWS drops the event. */
  readonly deadLetter?: string;
  /** When the event was accepted, in milliseconds since the epoch; now if not given. */
  readonly acceptedAt?: number;
}

/** The record that Lambda sends to an on-failure destination. */
export interface InvocationRecord {
  readonly version: '1.0';
  readonly timestamp: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: unknown;
  /** Absent when no attempt was made. */
  readonly responseContext?: { statusCode: 200; executedVersion: '$LATEST'; functionError: 'Unhandled' };
  readonly responsePayload?: FunctionError;
}

export interface AsyncInvokeDependencies {
  readonly invoke: InvokeLambda;
  readonly account: Account;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly sendToQueue?: SendToQueue;
  readonly retryDelays?: readonly number[];
  readonly maximumEventAgeSeconds?: number;
}

const AWS_RETRY_DELAYS = [60_000, 120_000];
const AWS_MAXIMUM_EVENT_AGE_SECONDS = 6 * 3600;
/** Throttled events go back to the queue and count as no attempt: 1 second, doubling up to 5 minutes. */
const THROTTLE_DELAY_MS = 1_000;
const LONGEST_THROTTLE_DELAY_MS = 300_000;

/** Lambda's event queue in front of a function: at most one retry per delay, then the dead letter. */
export function createAsyncInvoke(dependencies: AsyncInvokeDependencies) {
  const { clock, retryDelays = AWS_RETRY_DELAYS } = dependencies;
  const maximumAgeMs = (dependencies.maximumEventAgeSeconds ?? AWS_MAXIMUM_EVENT_AGE_SECONDS) * 1000;
  const sleep = createSleep(clock);

  async function invoke(nameOrArn: string, payload: unknown, options: AsyncOptions = {}): Promise<void> {
    const name = functionName(nameOrArn);
    const acceptedAt = options.acceptedAt ?? clock.now();
    const requestId = dependencies.newId();
    const giveUp = (condition: Condition, attempts: number, error?: FunctionError) =>
      sendDeadLetter(dependencies, options.deadLetter, {
        name,
        requestId,
        payload,
        condition,
        attempts,
        error,
      });

    let failed = 0;
    let throttleDelay = THROTTLE_DELAY_MS;
    let lastError: FunctionError | undefined;
    while (clock.now() - acceptedAt <= maximumAgeMs) {
      const result = await dependencies.invoke(name, payload);
      if ('payload' in result) return;
      lastError = result.error;
      if (result.error.errorType === 'Lambda.TooManyRequestsException') {
        await sleep(throttleDelay, name);
        throttleDelay = Math.min(throttleDelay * 2, LONGEST_THROTTLE_DELAY_MS);
        continue;
      }
      const delay = retryDelays[failed];
      failed += 1;
      if (delay === undefined) return giveUp('RetriesExhausted', failed, lastError);
      await sleep(delay, name);
    }
    return giveUp('EventAgeExceeded', failed, lastError);
  }

  return { invoke, close: sleep.close };
}

type Condition = InvocationRecord['requestContext']['condition'];

interface Failed {
  readonly name: string;
  readonly requestId: string;
  readonly payload: unknown;
  readonly condition: Condition;
  readonly attempts: number;
  readonly error: FunctionError | undefined;
}

async function sendDeadLetter(
  { account, clock, sendToQueue }: AsyncInvokeDependencies,
  queueName: string | undefined,
  failed: Failed,
): Promise<void> {
  if (queueName === undefined || sendToQueue === undefined) return;
  const record: InvocationRecord = {
    version: '1.0',
    timestamp: new Date(clock.now()).toISOString(),
    requestContext: {
      requestId: failed.requestId,
      functionArn: `${functionArn(account, failed.name)}:$LATEST`,
      condition: failed.condition,
      approximateInvokeCount: failed.attempts,
    },
    requestPayload: failed.payload,
    ...(failed.error && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: failed.error,
    }),
  };
  await sendToQueue(queueName, JSON.stringify(record));
}

/** Waiting that ends with `LambdaClosedError` when the local cloud stops. */
function createSleep(clock: Clock) {
  const waiting = new Set<() => void>();
  const sleep = (milliseconds: number, name: string) =>
    new Promise<void>((resolve, reject) => {
      const cancel = clock.after(milliseconds, () => {
        waiting.delete(abandon);
        resolve();
      });
      const abandon = () => {
        cancel();
        reject(new LambdaClosedError(name));
      };
      waiting.add(abandon);
    });
  return Object.assign(sleep, {
    close() {
      for (const abandon of waiting) abandon();
      waiting.clear();
    },
  });
}
