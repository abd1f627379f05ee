import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import type { Clock } from '../../clock.ts';
import { type Environment, timedOut, withDeadline } from './environment.ts';
import { describeError, failure, type Outcome } from './runtime.ts';
import type { BundledFunction, LogLine } from './types.ts';
import type { WorkerData, WorkerMessage } from './worker.ts';

export interface WorkerEnvironmentOptions {
  /** All that the function sees of `process.env`. */
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly clock: Clock;
  readonly log: (line: LogLine) => void;
}

/** Lambda gives the code outside the handler 10 seconds, which do not count against the timeout. */
const INIT_TIMEOUT_MS = 10_000;

export function startWorkerEnvironment(
  definition: BundledFunction,
  options: WorkerEnvironmentOptions,
): Environment {
  const worker = startWorker(definition, options);
  const { clock } = options;
  let alive = true;
  let requestId: string | undefined;
  let settle: (outcome: Outcome) => void = () => {};
  let settleInit: (failed: Outcome | undefined) => void = () => {};
  const init = new Promise<Outcome | undefined>((resolve) => {
    settleInit = resolve;
  });

  function end(outcome: Outcome): void {
    alive = false;
    settleInit(outcome);
    settle(outcome);
  }
  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'ready') settleInit(undefined);
    else if (message.kind === 'done') settle(message.outcome);
    else end(message.outcome);
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    const killed = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    end(killed ? exited(requestId, 'signal: killed') : { error: describeError(error) });
  });
  worker.on('exit', (code) => end(exited(requestId, `exit status ${code}`)));
  forwardOutput(worker, (text) => options.log({ functionName: definition.id, requestId, text }));

  function endLate(milliseconds: number): Outcome {
    alive = false;
    void worker.terminate();
    return timedOut(requestId ?? '', milliseconds);
  }

  return {
    isAlive: () => alive,
    async run(invocation, timeoutMs) {
      requestId = invocation.requestId;
      const failedInit = await withDeadline(init, clock, INIT_TIMEOUT_MS, () => endLate(INIT_TIMEOUT_MS));
      if (failedInit) return failedInit;
      const outcome = new Promise<Outcome>((resolve) => {
        settle = resolve;
      });
      worker.postMessage({ ...invocation, deadline: Date.now() + timeoutMs });
      return withDeadline(outcome, clock, timeoutMs, () => endLate(timeoutMs));
    },
    async close() {
      alive = false;
      await worker.terminate();
    },
  };
}

function startWorker(definition: BundledFunction, options: WorkerEnvironmentOptions): Worker {
  const workerData: WorkerData = { file: definition.file, handler: definition.handler ?? 'handler' };
  return new Worker(workerCode(), {
    eval: true,
    workerData,
    env: options.env,
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
  });
}

let compiled: string | undefined;

/** Node 20 runs no TypeScript in a worker, and a loader would cost each cold start more than the bundle itself. */
function workerCode(): string {
  compiled ??= buildSync({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
  }).outputFiles[0]?.text;
  return compiled ?? '';
}

function forwardOutput(worker: Worker, log: (text: string) => void): void {
  for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on('line', log);
}

function exited(requestId: string | undefined, how: string): Outcome {
  return failure('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited with error: ${how}`);
}
