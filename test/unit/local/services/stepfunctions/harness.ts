import type { Service } from '../../../../../local/service.ts';
import {
  createStepFunctions,
  type ExecutionStatusChange,
  type InvokeLambda,
  type StepFunctionsOptions,
} from '../../../../../local/services/stepfunctions/index.ts';
import { VirtualClock } from '../../../../../local/virtual-clock.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
type Loose = any;

export type Handler = (payload: Loose) => Loose;

/** What a function returns to say that it threw. */
export class Throws {
  readonly error: { errorType: string; errorMessage: string; trace?: string[] };

  constructor(errorType: string, errorMessage = 'it went wrong') {
    this.error = { errorType, errorMessage, trace: [] };
  }
}

export interface Described {
  status: string;
  output?: Loose;
  error?: string;
  cause?: string;
}

export class Harness {
  readonly clock: VirtualClock;
  readonly service: Service & { resume(): void };
  readonly calls: { name: string; payload: Loose }[] = [];
  readonly changes: ExecutionStatusChange[] = [];
  readonly handlers: Record<string, Handler>;

  constructor(handlers: Record<string, Handler> = {}, options: Partial<StepFunctionsOptions> = {}) {
    this.clock = (options.clock as VirtualClock | undefined) ?? new VirtualClock();
    this.handlers = handlers;
    let ids = 0;
    this.service = createStepFunctions({
      invokeLambda: this.invoke,
      clock: this.clock,
      track: (work) => this.clock.track(work),
      newId: () => {
        ids += 1;
        return `id-${ids}`;
      },
      onStatusChange: (detail) => {
        this.changes.push(detail);
      },
      ...options,
    });
  }

  readonly invoke: InvokeLambda = async (name, payload) => {
    this.calls.push({ name, payload });
    const answer = await this.handlers[name]?.(payload);
    return answer instanceof Throws ? { error: answer.error } : { payload: answer };
  };

  async call(operation: string, input: object): Promise<Loose> {
    const found = this.service.operations[operation];
    if (found === undefined) throw new Error(`no operation ${operation}`);
    return found(input as Record<string, unknown>);
  }

  /** Makes a machine and starts it; the execution has gone as far as it can without time passing. */
  async start(definition: object, input: unknown = {}, name = 'run'): Promise<string> {
    const { stateMachineArn } = await this.call('CreateStateMachine', {
      name: 'machine',
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::111122223333:role/states',
    });
    const { executionArn } = await this.call('StartExecution', {
      stateMachineArn,
      name,
      input: JSON.stringify(input),
    });
    await this.clock.settle();
    return executionArn;
  }

  /** Starts a machine and lets time pass until it ends. */
  async run(definition: object, input: unknown = {}): Promise<Described> {
    const arn = await this.start(definition, input);
    await this.clock.runUntil(async () => (await this.describe(arn)).status !== 'RUNNING');
    return this.describe(arn);
  }

  async describe(executionArn: string): Promise<Described> {
    const { status, output, error, cause } = await this.call('DescribeExecution', { executionArn });
    return {
      status,
      ...(output === undefined ? {} : { output: JSON.parse(output) }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  }

  async history(executionArn: string): Promise<Loose[]> {
    const { events } = await this.call('GetExecutionHistory', { executionArn, maxResults: 1000 });
    return events;
  }

  async eventTypes(executionArn: string): Promise<string[]> {
    return (await this.history(executionArn)).map((event) => event.type);
  }
}

/** What becomes of one execution of `definition` in a cloud of its own. */
export function run(definition: object, input: unknown = {}, handlers: Record<string, Handler> = {}) {
  return new Harness(handlers).run(definition, input);
}

/** A machine of one state, or of several in order; `End` and `Next` are filled in. */
export function machine(states: Record<string, object>, rest: object = {}): object {
  const names = Object.keys(states);
  const closed = names.map((name, index) => {
    const state = states[name] as Record<string, unknown>;
    const done = 'Next' in state || ['Choice', 'Succeed', 'Fail'].includes(String(state.Type));
    const next = names[index + 1];
    return [name, done ? state : { ...state, ...(next === undefined ? { End: true } : { Next: next }) }];
  });
  return { StartAt: names[0], States: Object.fromEntries(closed), ...rest };
}

export function task(name: string, more: object = {}): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: name, 'Payload.$': '$' },
    ...more,
  };
}

/** A task whose function gets `{ token, input }`. */
export function callback(name: string, more: object = {}): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: name, Payload: { 'token.$': '$$.Task.Token', 'input.$': '$' } },
    ...more,
  };
}
