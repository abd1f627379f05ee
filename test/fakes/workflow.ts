import type { PromotionInput, StoredWait, Waits, Workflow } from '../../src/ports/workflow.ts';
import { copy } from './copy.ts';

/** Records what a state machine would be told. A token is settled once; whatever comes later has no effect. */
export class FakeWorkflow implements Workflow {
  /** Executions by name, in the order of their first start. */
  readonly started: PromotionInput[] = [];
  readonly answered: string[] = [];
  readonly failed: { readonly token: string; readonly error: string; readonly cause: string }[] = [];

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

  #isSettled(token: string): boolean {
    return this.answered.includes(token) || this.failed.some((failure) => failure.token === token);
  }
}

export class FakeWaits implements Waits {
  readonly #waits = new Map<string, StoredWait>();

  async put(wait: StoredWait): Promise<void> {
    this.#waits.set(wait.promotion, copy(wait));
  }

  async get(promotion: string): Promise<StoredWait | undefined> {
    return copy(this.#waits.get(promotion));
  }
}
