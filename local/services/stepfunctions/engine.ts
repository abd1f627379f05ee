import { randomUUID } from 'node:crypto';
import { systemClock } from '../../clock.ts';
import { Announcer } from './run/announcer.ts';
import type { Execution, ExecutionStart, MachineRevision } from './run/execution.ts';
import { runExecution } from './run/run-execution.ts';
import type { Runtime } from './run/runtime.ts';
import { TaskTokens } from './run/task-tokens.ts';
import { Store } from './store.ts';
import type { StepFunctionsOptions } from './types.ts';

const COMPACT_AFTER_LINES = 5_000;

/** Starts executions, keeps them going, and tells of their changes. What the operations work on. */
export class Engine {
  readonly store: Store;
  readonly tokens = new TaskTokens();
  readonly now: () => number;
  readonly newId: () => string;
  readonly #arnPrefix: string;
  readonly #runtime: Runtime;
  readonly #announcer: Announcer;

  constructor(options: StepFunctionsOptions) {
    const {
      clock = systemClock,
      newId = randomUUID,
      region = 'eu-west-1',
      account = '111122223333',
    } = options;
    this.now = () => clock.now();
    this.newId = newId;
    this.#arnPrefix = `arn:aws:states:${region}:${account}`;
    this.store = new Store({
      directory: options.directory,
      now: this.now,
      ended: (execution) => this.#announcer.announce(execution),
      track: options.track ?? (() => {}),
      compactAfterLines: options.compactAfterLines ?? COMPACT_AFTER_LINES,
    });
    const flushed = () => this.store.flushed();
    this.#runtime = {
      clock,
      region,
      invokeLambda: options.invokeLambda,
      newToken: () => TaskTokens.create(newId()),
      random: options.random ?? Math.random,
      tokens: this.tokens,
      flushed,
    };
    this.#announcer = new Announcer({
      onStatusChange: options.onStatusChange ?? (() => {}),
      flushed,
      settled: (execution) => this.store.settle(execution),
    });
    for (const { token, execution, path, settled } of this.store.recoveredTokens) {
      this.tokens.register(token, execution, path, settled);
    }
  }

  flushed(): Promise<void> {
    return this.#runtime.flushed();
  }

  arn(resource: string): string {
    return `${this.#arnPrefix}:${resource}`;
  }

  start(start: Omit<ExecutionStart, 'sequence'>, machine: MachineRevision): Execution {
    const execution = this.store.startExecution(start, machine);
    this.#announcer.announce(execution);
    void runExecution(execution, this.#runtime);
    return execution;
  }

  /** Goes on with what the journal held, once. */
  resume(): void {
    for (const execution of this.store.recovered.splice(0)) {
      this.#announcer.announce(execution);
      if (execution.active) void runExecution(execution, this.#runtime);
    }
  }

  async close(): Promise<void> {
    for (const execution of this.store.executions.values()) execution.halt();
    await this.store.close();
  }
}
