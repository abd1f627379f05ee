import type { ExecutionStatus, ExecutionStatusChange } from '../types.ts';
import type { Execution } from './execution.ts';

export interface AnnouncerOptions {
  readonly onStatusChange: (detail: ExecutionStatusChange) => void | Promise<void>;
  readonly flushed: () => Promise<void>;
  /** Called when the end of an execution was announced. */
  readonly settled: (execution: Execution) => void;
}

/** Tells the outside of changes of status, in order per execution and only of what is on disk. */
export class Announcer {
  readonly #options: AnnouncerOptions;
  readonly #queues = new Map<Execution, Promise<void>>();

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  /** Announces the status that the execution has reached, and its start before its end. */
  announce(execution: Execution): void {
    const { status } = execution;
    const earlier = this.#queues.get(execution) ?? Promise.resolve();
    this.#queues.set(
      execution,
      earlier.then(() => this.#tellUpTo(execution, status)),
    );
  }

  /** What nobody could be told of stands in the way of nothing; it is told after a restart. */
  async #tellUpTo(execution: Execution, status: ExecutionStatus): Promise<void> {
    const toldStart = await this.#tell(execution, 'RUNNING');
    if (status === 'RUNNING') return;
    const toldEnd = await this.#tell(execution, status);
    this.#queues.delete(execution);
    if (toldStart && toldEnd) this.#options.settled(execution);
  }

  async #tell(execution: Execution, status: ExecutionStatus): Promise<boolean> {
    const key = `announced:${status}`;
    if (execution.recall(key) !== undefined) return true;
    try {
      await this.#options.flushed();
      if (execution.halted) return false;
      await this.#options.onStatusChange(statusChange(execution, status));
    } catch {
      return false;
    }
    execution.record.put(key, { data: true });
    return true;
  }
}

function statusChange(execution: Execution, status: ExecutionStatus): ExecutionStatusChange {
  const { start, machine } = execution;
  const ended = status === 'RUNNING' ? undefined : execution.result;
  const redrivable = status !== 'RUNNING' && status !== 'SUCCEEDED';
  return {
    executionArn: start.arn,
    stateMachineArn: machine.arn,
    name: start.name,
    status,
    startDate: start.startDate,
    stopDate: ended?.stopDate ?? null,
    input: start.input,
    inputDetails: { included: true },
    output: ended?.output ?? null,
    outputDetails: ended?.output === undefined ? null : { included: true },
    error: ended?.error ?? null,
    cause: ended?.cause ?? null,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: 0,
    redriveDate: null,
    redriveStatus: redrivable ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    redriveStatusReason: redrivable ? null : `Execution is ${status} and cannot be redriven`,
  };
}
