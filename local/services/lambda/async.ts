import type { Clock } from '../../clock.ts';
import { functionName } from './names.ts';
import { type FunctionError, type InvokeLambda, LambdaClosedError } from './types.ts';

/** Where a dead letter goes. */
export type SendToQueue = (queueName: string, letter: DeadLetter) => Promise<void>;

/** As Lambda sends it to a function's dead-letter queue: the event itself, and in attributes why it is there. */
export interface DeadLetter {
  readonly body: string;
  readonly attributes: Readonly<Record<string, { DataType: 'String' | 'Number'; StringValue: string }>>;
}

export interface AsyncOptions {
  /** Name of the function's dead-letter queue. Without one, AWS drops the event. */
  readonly deadLetter?: string;
  /** When the event was accepted, in milliseconds since the epoch; now if not given. */
  readonly acceptedAt?: number;
}

export interface AsyncInvokeDependencies {
  readonly invoke: InvokeLambda;
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
    const giveUp = async (error: FunctionError | undefined): Promise<void> => {
      if (options.deadLetter !== undefined)
        await dependencies.sendToQueue?.(options.deadLetter, deadLetter(payload, requestId, error));
    };

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
      if (delay === undefined) return giveUp(lastError);
      await sleep(delay, name);
    }
    return giveUp(lastError);
  }

  return { invoke, close: sleep.close };
}

const LONGEST_ERROR_MESSAGE = 1024;

/** Without an error for an event that grew too old before it was tried. */
const deadLetter = (payload: unknown, requestId: string, error: FunctionError | undefined): DeadLetter => ({
  body: JSON.stringify(payload),
  attributes: {
    RequestID: { DataType: 'String', StringValue: requestId },
    ...(error && {
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: {
        DataType: 'String',
        StringValue: error.errorMessage.slice(0, LONGEST_ERROR_MESSAGE) || error.errorType,
      },
    }),
  },
});

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
