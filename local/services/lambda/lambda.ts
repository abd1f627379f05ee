import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import type { Clock } from '../../clock.ts';
import type { Meter } from '../../meter.ts';
import { type AsyncOptions, createAsyncInvoke, type SendToQueue } from './async.ts';
import type { Environment } from './environment.ts';
import { startInProcessEnvironment } from './in-process-environment.ts';
import { type Account, functionArn, functionName } from './names.ts';
import { createPool, type Pool } from './pool.ts';
import { failure, type Invocation } from './runtime.ts';
import {
  type BundledFunction,
  type FunctionDefinition,
  type InvokeLambda,
  type InvokeResult,
  LambdaClosedError,
  type LogLine,
} from './types.ts';
import { startWorkerEnvironment } from './worker-environment.ts';

export interface LambdaOptions {
  readonly functions: readonly FunctionDefinition[];
  readonly account: Account;
  readonly clock: Clock;
  /** What the SDK clients in the functions speak to. A function, because the port is known only once it is open. */
  readonly endpoint?: () => string;
  readonly log?: (line: LogLine) => void;
  /** Takes the records of asynchronous events that failed for good. */
  readonly sendToQueue?: SendToQueue;
  /** Milliseconds before each retry of a failed asynchronous event; AWS waits one minute, then two. */
  readonly retryDelays?: readonly number[];
  /** AWS: 6 hours. */
  readonly maximumEventAgeSeconds?: number;
  /** Worker threads per function. */
  readonly environmentsPerFunction?: number;
  readonly newId?: () => string;
  readonly meter?: Meter | undefined;
}

export interface Lambda {
  readonly invoke: InvokeLambda;
  /**
   * Lambda's asynchronous invocation: retries, then the dead letter. Resolves when the event is settled either way;
   * rejects, so that the caller keeps the event, if that did not come about.
   */
  invokeAsync(functionNameOrArn: string, payload: unknown, options?: AsyncOptions): Promise<void>;
  /** Ends every worker; what is under way rejects with `LambdaClosedError`. */
  close(): Promise<void>;
}

/** Bytes of a request (AWS: 6 MB). */
const REQUEST_LIMIT = 6_291_456;
const DEFAULT_MEMORY_MB = 512;

export function createLambda(options: LambdaOptions): Lambda {
  const functions = new Map(
    options.functions.map((definition) => [definition.id, deploy(definition, options)]),
  );
  const { clock, meter, newId = randomUUID } = options;
  const stop = createStop();

  const invoke: InvokeLambda = async (nameOrArn, input) => {
    const name = functionName(nameOrArn);
    const deployed = functions.get(name);
    if (!deployed) return functionNotFound(options.account, name);
    if (stop.stopped()) throw new LambdaClosedError(name);
    const result = await Promise.race([call(deployed, input, newId(), clock, meter), stop.signal]);
    if (result === 'stopped') throw new LambdaClosedError(name);
    return result;
  };

  const asynchronous = createAsyncInvoke({ ...options, newId, invoke });
  return {
    invoke,
    invokeAsync: asynchronous.invoke,
    async close() {
      stop.now();
      asynchronous.close();
      await Promise.all([...functions.values()].map(({ pool }) => pool.close()));
    },
  };
}

function createStop() {
  let stopped = false;
  let settle = () => {};
  const signal = new Promise<'stopped'>((resolve) => {
    settle = () => resolve('stopped');
  });
  return {
    signal,
    stopped: () => stopped,
    now() {
      stopped = true;
      settle();
    },
  };
}

interface Deployed {
  readonly definition: FunctionDefinition;
  readonly arn: string;
  readonly pool: Pool;
}

function deploy(definition: FunctionDefinition, options: LambdaOptions): Deployed {
  const start = (): Environment =>
    'run' in definition
      ? startInProcessEnvironment(definition, options.clock)
      : startWorkerEnvironment(definition, {
          env: environmentVariables(definition, options),
          memoryMb: memoryMb(definition),
          clock: options.clock,
          log: options.log ?? (() => {}),
        });
  const size = 'run' in definition ? Number.POSITIVE_INFINITY : (options.environmentsPerFunction ?? 4);
  return { definition, arn: functionArn(options.account, definition.id), pool: createPool(start, size) };
}

async function call(
  deployed: Deployed,
  input: unknown,
  requestId: string,
  clock: Clock,
  meter: Meter | undefined,
): Promise<InvokeResult> {
  const { definition, arn, pool } = deployed;
  const payload = JSON.stringify(input) ?? 'null';
  const size = Buffer.byteLength(payload);
  if (size > REQUEST_LIMIT) return payloadTooLarge(size);
  if (pool.busy() >= (definition.reservedConcurrency ?? Number.POSITIVE_INFINITY)) return throttled;
  const timeoutMs = definition.timeoutSeconds * 1000;
  const outcome = await pool.use((environment) => {
    const begin = performance.now();
    const invocation: Invocation = {
      requestId,
      payload,
      deadline: clock.now() + timeoutMs,
      functionName: definition.id,
      functionArn: arn,
      memoryMb: memoryMb(definition),
    };
    return environment
      .run(invocation, timeoutMs)
      .finally(() => meter?.invoked(definition.id, performance.now() - begin));
  });
  return 'error' in outcome ? outcome : { payload: JSON.parse(outcome.payload) as unknown };
}

const throttled = failure('Lambda.TooManyRequestsException', 'Rate Exceeded.');

function payloadTooLarge(size: number) {
  return failure(
    'Lambda.RequestTooLargeException',
    `${size} byte payload is too large for the RequestResponse invocation type (limit ${REQUEST_LIMIT} bytes)`,
  );
}

function functionNotFound(account: Account, name: string) {
  return failure('Lambda.ResourceNotFoundException', `Function not found: ${functionArn(account, name)}`);
}

function memoryMb(definition: FunctionDefinition): number {
  return definition.memoryMb ?? DEFAULT_MEMORY_MB;
}

/** Dummy credentials, and no file to find real ones in: nothing of the laptop's own AWS set-up may leak in. */
function environmentVariables(definition: BundledFunction, options: LambdaOptions): Record<string, string> {
  return {
    AWS_REGION: options.account.region,
    AWS_DEFAULT_REGION: options.account.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_LAMBDA_FUNCTION_NAME: definition.id,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb(definition)),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.id}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: '/var/task',
    // A layer's programs are on Lambda's path, this machine's on its own.
    PATH: process.env.PATH ?? '',
    // The functions run on Lambda's Node.js, not on this machine's older one.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...(options.endpoint && { AWS_ENDPOINT_URL: options.endpoint() }),
    ...definition.environment,
  };
}
