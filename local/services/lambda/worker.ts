// Runs inside a worker thread, as plain JavaScript (worker-environment.ts compiles it): imports the bundle once,
// then handles one event at a time.
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { describeError, failure, type Invocation, type Outcome, runHandler } from './runtime.ts';
import type { LambdaHandler } from './types.ts';

export interface WorkerData {
  readonly file: string;
  readonly handler: string;
}

/** `fault` also tells of an end outside any invocation: the thread exits after it. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'fault'; readonly outcome: Outcome };

const { file, handler: exportName } = workerData as WorkerData;
const send = (message: WorkerMessage) => parentPort?.postMessage(message);

function fault(outcome: Outcome, exitCode: number): never {
  send({ kind: 'fault', outcome });
  process.exit(exitCode);
}

process.on('uncaughtException', (error) => fault({ error: describeError(error) }, 129));
process.on('unhandledRejection', (reason) => {
  fault(failure('Runtime.UnhandledPromiseRejection', String(reason)), 128);
});

async function load(): Promise<LambdaHandler> {
  const bundle = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const handler = bundle[exportName];
  if (typeof handler === 'function') return handler as LambdaHandler;
  return fault(failure('Runtime.HandlerNotFound', `index.${exportName} is undefined or not exported`), 1);
}

load().then(
  (handler) => {
    parentPort?.on('message', async (invocation: Invocation) => {
      send({ kind: 'done', outcome: await runHandler(handler, invocation, Date.now) });
    });
    send({ kind: 'ready' });
  },
  (error) => fault({ error: describeError(error) }, 1),
);
