import { runtimeError, StatesError } from '../asl/states-error.ts';
import { Cancelled } from './cancellation.ts';
import type { Execution } from './execution.ts';
import { runStrand } from './interpreter.ts';
import type { Runtime } from './runtime.ts';
import { Strand } from './strand.ts';

/** Begins an execution, or goes on with one from the journal, and ends it. Never rejects. */
export async function runExecution(execution: Execution, runtime: Runtime): Promise<void> {
  const { start, machine, cancellation } = execution;
  const strand = new Strand({ runtime, runStrand, execution, path: '', cancellation, lastEventId: 0 });
  const stopTimeout = limitDuration(execution, runtime);
  try {
    execution.emit('started', 0, 'ExecutionStarted', {
      executionStartedEventDetails: {
        input: start.input,
        inputDetails: { truncated: false },
        roleArn: machine.roleArn,
      },
    });
    const output = await runStrand(strand, machine.definition, execution.input);
    execution.end(strand.lastEventId, { type: 'ExecutionSucceeded', output: JSON.stringify(output) });
  } catch (thrown) {
    if (thrown instanceof Cancelled) return;
    const { error, reason: cause } = thrown instanceof StatesError ? thrown : unexpected(thrown);
    execution.end(strand.lastEventId, { type: 'ExecutionFailed', error, cause });
  } finally {
    stopTimeout();
  }
}

/** The machine's own TimeoutSeconds, counted from the start of the execution, not of the process. */
function limitDuration(execution: Execution, { clock }: Runtime): () => void {
  const { TimeoutSeconds: seconds } = execution.machine.definition;
  if (seconds === undefined) return () => {};
  const left = execution.start.startDate + seconds * 1000 - clock.now();
  const timeOut = () => execution.end(0, { type: 'ExecutionTimedOut' });
  if (left <= 0) timeOut();
  const stop = clock.after(left, timeOut);
  execution.cancellation.onCancel(stop);
  return stop;
}

function unexpected(thrown: unknown): StatesError {
  return runtimeError(`The emulator failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
}
