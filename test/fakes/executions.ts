import { readFileSync } from 'node:fs';
import type { FunctionId } from '../../functions/manifest.ts';
import { awaitChange } from '../../src/app/await-change.ts';
import { checkGates } from '../../src/app/check-gates.ts';
import { checkHealth } from '../../src/app/check-health.ts';
import { commitChanges } from '../../src/app/commit-changes.ts';
import { completePromotion } from '../../src/app/complete-promotion.ts';
import { failPromotion } from '../../src/app/fail-promotion.ts';
import type { Ports } from '../../src/app/ports.ts';
import { requestChange } from '../../src/app/request-change.ts';
import type { Fakes } from './index.ts';

type Data = Record<string, unknown>;
type Failure = { readonly Error: string; readonly Cause: string };

/** As much of the Amazon States Language as promotion.asl.json is written in. */
interface State {
  readonly Type: 'Task' | 'Choice' | 'Succeed' | 'Fail';
  readonly Next: string;
  readonly Resource: string;
  readonly Parameters: { readonly FunctionName: string; readonly Payload: Readonly<Record<string, string>> };
  readonly ResultSelector?: Readonly<Record<string, string>>;
  readonly ResultPath: string | null;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly ResultPath: string | null;
    readonly Next: string;
  }[];
  readonly Choices: readonly {
    readonly Variable: string;
    readonly StringEquals: string;
    readonly Next: string;
  }[];
  readonly Default: string;
}

const { StartAt, States }: { StartAt: string; States: Record<string, State> } = JSON.parse(
  readFileSync(new URL('../../state-machines/promotion.asl.json', import.meta.url), 'utf8'),
);

export interface Execution {
  readonly promotion: string;
  state: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** Every state it was in, in order. */
  readonly path: string[];
}

interface Running extends Execution {
  data: Data;
  retries: number;
  enteredAt: string;
  token?: string;
  /** When the wait for the token is over. */
  due: number;
}

const TASKS = {
  'await-change': awaitChange,
  'check-gates': checkGates,
  'check-health': checkHealth,
  'complete-promotion': completePromotion,
  'fail-promotion': failPromotion,
  'request-change': requestChange,
} as unknown as Record<string, (ports: Ports, input: Data) => Promise<unknown>>;

const MOST_DELIVERIES = 5;

/**
 * Plays Step Functions and the queue before the committer: takes the executions that were started through
 * promotion.asl.json, in virtual time and without delays between retries. The local cloud has a real interpreter.
 */
export class Executions {
  readonly #fakes: Fakes;
  readonly #portsOf: (id: FunctionId) => Ports;
  readonly #running = new Map<string, Running>();

  constructor(fakes: Fakes, portsOf: (id: FunctionId) => Ports = () => fakes.ports) {
    this.#fakes = fakes;
    this.#portsOf = portsOf;
  }

  get all(): readonly Execution[] {
    return [...this.#running.values()];
  }

  /** Lets everything go on until each execution has ended, or waits for a token. */
  async settle(): Promise<void> {
    for (let moved = true; moved; ) {
      moved = await this.#commit();
      for (const { promotion, pipeline } of this.#fakes.workflow.started)
        if (!this.#running.has(promotion)) this.#running.set(promotion, begin({ pipeline, promotion }));
      for (const execution of this.#running.values())
        while (execution.status === 'RUNNING' && (await this.#step(execution))) moved = true;
    }
  }

  async advance(milliseconds: number): Promise<void> {
    this.#fakes.clock.advance(milliseconds);
    await this.settle();
  }

  async #commit(): Promise<boolean> {
    if (this.#fakes.changes.wakes.splice(0).length === 0) return false;
    for (let delivery = 1; delivery <= MOST_DELIVERIES; delivery += 1) {
      try {
        await commitChanges(this.#portsOf('commit-changes'));
        break;
      } catch (error) {
        if (delivery === MOST_DELIVERIES) throw error;
      }
    }
    return true;
  }

  async #step(execution: Running): Promise<boolean> {
    const state = States[execution.state] as State;
    if (state.Type === 'Succeed') execution.status = 'SUCCEEDED';
    else if (state.Type === 'Fail') execution.status = 'FAILED';
    else if (state.Type === 'Choice') enter(execution, choose(state, execution.data));
    else if (execution.token === undefined) await this.#call(execution, state);
    else return this.#lookForAnswer(execution, execution.token, state);
    if (execution.status !== 'RUNNING') this.#fakes.workflow.ended.set(execution.promotion, execution.status);
    return true;
  }

  async #call(execution: Running, state: State): Promise<void> {
    const waits = state.Resource.endsWith('.waitForTaskToken');
    const token = `${execution.promotion} ${execution.state} ${execution.path.length}.${execution.retries}`;
    const id = state.Parameters.FunctionName.slice(2, -1) as FunctionId;
    const { data } = execution;
    try {
      if (execution.retries === 0) execution.enteredAt = new Date(this.#fakes.clock.now()).toISOString();
      const State = { EnteredTime: execution.enteredAt, RetryCount: execution.retries };
      const payload = resolve(state.Parameters.Payload, { ...data, $: { Task: { Token: token }, State } });
      const result = await TASKS[id]?.(this.#portsOf(id), payload);
      if (!waits) return succeed(execution, state, result);
      execution.token = token;
      const seconds = state.TimeoutSecondsPath
        ? Number(at(data, state.TimeoutSecondsPath))
        : state.TimeoutSeconds;
      execution.due = this.#fakes.clock.now() + (seconds ?? 0) * 1000;
    } catch (error) {
      const { name, message } = error as Error;
      fail(execution, state, {
        Error: name,
        Cause: JSON.stringify({ errorType: name, errorMessage: message }),
      });
    }
  }

  #lookForAnswer(execution: Running, token: string, state: State): boolean {
    const { workflow, clock } = this.#fakes;
    const failure = workflow.failed.find((failed) => failed.token === token);
    if (workflow.answered.includes(token)) succeed(execution, state, {});
    else if (failure) fail(execution, state, { Error: failure.error, Cause: failure.cause });
    else if (clock.now() >= execution.due) fail(execution, state, { Error: 'States.Timeout', Cause: '' });
    else return false;
    return true;
  }
}

const begin = (input: { pipeline: string; promotion: string }): Running => ({
  promotion: input.promotion,
  state: StartAt,
  status: 'RUNNING',
  path: [StartAt],
  data: { ...input },
  retries: 0,
  enteredAt: '',
  due: 0,
});

function enter(execution: Running, state: string): void {
  execution.state = state;
  execution.path.push(state);
  execution.retries = 0;
  delete execution.token;
}

function choose({ Choices, Default }: State, data: Data): string {
  return Choices.find(({ Variable, StringEquals }) => at(data, Variable) === StringEquals)?.Next ?? Default;
}

function succeed(execution: Running, { ResultSelector, ResultPath, Next }: State, payload: unknown): void {
  if (ResultPath !== null)
    execution.data = { ...execution.data, outcome: resolve(ResultSelector ?? {}, { Payload: payload }) };
  enter(execution, Next);
}

function fail(execution: Running, { Retry = [], Catch = [] }: State, failure: Failure): void {
  const matches = ({ ErrorEquals }: { ErrorEquals: readonly string[] }): boolean =>
    ErrorEquals.includes(failure.Error) ||
    ErrorEquals.includes('States.ALL') ||
    (ErrorEquals.includes('States.TaskFailed') && failure.Error !== 'States.Timeout');
  if (execution.retries < (Retry.find(matches)?.MaxAttempts ?? 0)) {
    execution.retries += 1;
    delete execution.token;
    return;
  }
  const caught = Catch.find(matches);
  if (caught === undefined) throw new Error(`${execution.state} of ${execution.promotion}: ${failure.Cause}`);
  if (caught.ResultPath !== null) execution.data = { ...execution.data, outcome: failure };
  enter(execution, caught.Next);
}

/** Values of a payload template: `"name.$": "$.path"`, `"name.$": "$$.path"`, or a constant. */
const resolve = (template: Readonly<Record<string, string>>, data: Data): Data =>
  Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$') ? [key.slice(0, -2), at(data, value)] : [key, value],
    ),
  );

/** `$.a.b`, or `$$.a.b` in the context object, which is kept as `$`. */
const at = (data: Data, path: string): unknown =>
  path
    .replace(/^\$\$/, '$.$')
    .split('.')
    .slice(1)
    .reduce<unknown>((value, key) => (value as Data | undefined)?.[key], data);
