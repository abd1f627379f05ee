import type { Definition } from '../asl/definition.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { ExecutionStatus } from '../types.ts';
import { Cancellation, Cancelled } from './cancellation.ts';
import { HISTORY_LIMIT, type HistoryEvent } from './history.ts';
import { ExecutionRecord, type Fact } from './record.ts';

/** A state machine as it was when an execution began; an update makes a new revision. */
export interface MachineRevision {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly revisionId: string;
  /** The definition as it was sent, and parsed. */
  readonly source: string;
  readonly definition: Definition;
  /** Both in milliseconds. */
  readonly creationDate: number;
  readonly updateDate: number;
}

/** What an execution was started with. Dates in milliseconds. */
export interface ExecutionStart {
  /** Counts up over all executions of the service. */
  readonly sequence: number;
  readonly arn: string;
  readonly name: string;
  /** JSON text, as it came. */
  readonly input: string;
  readonly startDate: number;
}

/** How an execution ended; the words of ASL, so `error` and `cause` may both be missing. */
export type Ending =
  | { readonly type: 'ExecutionSucceeded'; readonly output: string }
  | {
      readonly type: 'ExecutionFailed' | 'ExecutionTimedOut' | 'ExecutionAborted';
      readonly error?: string | undefined;
      readonly cause?: string | undefined;
    };

/** `stopDate` in milliseconds, `output` as JSON text. */
export interface ExecutionResult {
  readonly stopDate: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface ExecutionHooks {
  readonly now: () => number;
  readonly write: (execution: Execution, key: string, fact: Fact) => void;
  readonly ended: (execution: Execution) => void;
}

const STATUS_BY_ENDING: Readonly<Record<string, ExecutionStatus>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

const END = 'end';

export class Execution {
  readonly start: ExecutionStart;
  readonly machine: MachineRevision;
  readonly record: ExecutionRecord;
  readonly cancellation = new Cancellation();
  readonly #hooks: ExecutionHooks;
  #input: Json | undefined;
  /** Set when the process closes: the execution goes on after the next start, so nothing may be written any more. */
  #halted = false;

  constructor(start: ExecutionStart, machine: MachineRevision, hooks: ExecutionHooks) {
    this.start = start;
    this.machine = machine;
    this.#hooks = hooks;
    this.record = new ExecutionRecord((key, fact) => hooks.write(this, key, fact));
  }

  /** What the input text says; nobody may change it. */
  get input(): Json {
    this.#input ??= JSON.parse(this.start.input) as Json;
    return this.#input;
  }

  get status(): ExecutionStatus {
    return STATUS_BY_ENDING[this.record.events.at(-1)?.type ?? ''] ?? 'RUNNING';
  }

  /** How it ended; undefined while it runs. */
  get result(): ExecutionResult | undefined {
    const event = this.record.events.at(-1);
    if (event === undefined || this.status === 'RUNNING') return undefined;
    const details = Object.values(event.details)[0];
    return { stopDate: event.timestamp, ...(isObject(details) ? texts(details) : {}) };
  }

  get halted(): boolean {
    return this.#halted;
  }

  /** Whether facts may still be added. */
  get active(): boolean {
    return !this.#halted && this.status === 'RUNNING';
  }

  recall(key: string): Fact | undefined {
    return this.record.recall(key);
  }

  /** @throws Cancelled when the execution is over */
  note(key: string, data: Json): void {
    if (!this.active) throw new Cancelled();
    this.record.put(key, { data });
  }

  /**
   * Adds an event to the history, unless a run before a restart has done so: then that one is returned.
   * @throws Cancelled when the execution is over, which also happens when the history is full
   */
  emit(key: string, previousEventId: number, type: string, details: JsonObject, data?: Json): HistoryEvent {
    const known = this.recall(key)?.event;
    if (known !== undefined) return known;
    if (!this.active) throw new Cancelled();
    if (this.record.events.length >= HISTORY_LIMIT - 1) {
      this.end(previousEventId, {
        type: 'ExecutionFailed',
        error: 'States.Runtime',
        cause: `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`,
      });
      throw new Cancelled();
    }
    return this.#append(key, previousEventId, type, details, data);
  }

  /** Ends the execution, once; false if it had ended before. */
  end(previousEventId: number, ending: Ending): boolean {
    if (!this.active) return false;
    this.#append(END, previousEventId, ending.type, endDetails(ending));
    this.cancellation.cancel();
    this.#hooks.ended(this);
    return true;
  }

  halt(): void {
    this.#halted = true;
    this.cancellation.cancel();
  }

  #append(
    key: string,
    previousEventId: number,
    type: string,
    details: JsonObject,
    data?: Json,
  ): HistoryEvent {
    const id = this.record.events.length + 1;
    const event: HistoryEvent = { id, previousEventId, timestamp: this.#hooks.now(), type, details };
    this.record.put(key, data === undefined ? { event } : { event, data });
    return event;
  }
}

function texts(details: JsonObject): Omit<ExecutionResult, 'stopDate'> {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => typeof value === 'string'));
}

function endDetails(ending: Ending): JsonObject {
  const field = `e${ending.type.slice(1)}EventDetails`;
  if (ending.type === 'ExecutionSucceeded') {
    return { [field]: { output: ending.output, outputDetails: { truncated: false } } };
  }
  const details: JsonObject = {};
  if (ending.error !== undefined) details.error = ending.error;
  if (ending.cause !== undefined) details.cause = ending.cause;
  return { [field]: details };
}
