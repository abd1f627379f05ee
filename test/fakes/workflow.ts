import type {
  ExecutionStatus,
  PromotionInput,
  StoredWait,
  Waits,
  Workflow,
} from '../../src/ports/workflow.ts';
import { copy } from './copy.ts';
import { isOlder } from './task-token.ts';

/** Records what a state machine would be told. A token is settled once; whatever comes later has no effect. */
export class FakeWorkflow implements Workflow {
  /** Executions by name, in the order of their first start. */
  readonly started: PromotionInput[] = [];
  readonly answered: string[] = [];
  readonly failed: { readonly token: string; readonly error: string; readonly cause: string }[] = [];
  /** How executions ended; whoever plays the state machine fills it. */
  readonly ended = new Map<string, string>();

  async start({ pipeline, promotion }: PromotionInput): Promise<void> {
    if (!this.started.some((known) => known.promotion === promotion))
      this.started.push({ pipeline, promotion });
  }

  async answer(token: string): Promise<void> {
    if (!this.#isSettled(token)) this.answered.push(token);
  }

  async fail(token: string, error: string, cause: string): Promise<void> {
    if (!this.#isSettled(token)) this.failed.push({ token, error, cause });
  }

  async running(): Promise<string[]> {
    return this.started.map(({ promotion }) => promotion).filter((id) => !this.ended.has(id));
  }

  async status(promotion: string): Promise<ExecutionStatus> {
    const how = this.ended.get(promotion);
    if (how !== undefined) return { kind: 'ended', how };
    return { kind: this.started.some((known) => known.promotion === promotion) ? 'running' : 'missing' };
  }

  /** A start that was lost, or ended too long ago to be known. */
  forget(promotion: string): void {
    const index = this.started.findIndex((known) => known.promotion === promotion);
    if (index >= 0) this.started.splice(index, 1);
  }

  #isSettled(token: string): boolean {
    return this.answered.includes(token) || this.failed.some((failure) => failure.token === token);
  }
}

export class FakeWaits implements Waits {
  readonly #waits = new Map<string, StoredWait>();

  async put(wait: StoredWait): Promise<void> {
    if (!isOlder(wait, this.#waits.get(wait.promotion))) this.#waits.set(wait.promotion, copy(wait));
  }

  async get(promotion: string): Promise<StoredWait | undefined> {
    return copy(this.#waits.get(promotion));
  }
}
