import { describe, expect, it, vi } from 'vitest';
import type { Workflow } from '../../src/ports/workflow.ts';

export interface WorkflowUnderTest {
  readonly workflow: Workflow;
  /** The token of an execution's only task, once it waits for it. */
  tokenOf(promotion: string): Promise<string>;
  outcomeOf(promotion: string): Promise<'running' | 'succeeded' | { error: string; cause: string }>;
  /** Where nobody plays the state machine, the test says that an execution has ended. */
  readonly ended?: (promotion: string, how: string) => Promise<unknown>;
  /** How many executions there are. */
  count(): Promise<number>;
}

const promotion = 'checkout_dev_0123456789ab_1';

/** What the port promises (src/ports/workflow.ts). */
export function describeWorkflow(name: string, create: () => Promise<WorkflowUnderTest>): void {
  describe(`the workflow on ${name}`, () => {
    const started = async () => {
      const made = await create();
      await made.workflow.start({ pipeline: 'checkout', promotion });
      return { ...made, token: await made.tokenOf(promotion) };
    };

    it('starts a promotion once, however often it is asked to', async () => {
      const { workflow, token, count, outcomeOf } = await started();
      await workflow.start({ pipeline: 'checkout', promotion });
      await workflow.answer(token);
      await vi.waitFor(async () => expect(await outcomeOf(promotion)).toBe('succeeded'));
      await workflow.start({ promotion, pipeline: 'checkout' });
      expect(await count()).toBe(1);
    });

    it('knows which executions run, which have ended and how, and which there are not', async () => {
      const { workflow, token, ended } = await started();
      const other = 'checkout_dev_0123456789ab_2';
      expect(await workflow.running()).toEqual([promotion]);
      expect(await workflow.status(promotion)).toEqual({ kind: 'running' });
      expect(await workflow.status(other)).toEqual({ kind: 'missing' });
      await workflow.fail(token, 'ChangeRefusedError', 'no');
      await ended?.(promotion, 'FAILED: ChangeRefusedError');
      await vi.waitFor(async () => expect(await workflow.running()).toEqual([]));
      expect(await workflow.status(promotion)).toEqual({ kind: 'ended', how: 'FAILED: ChangeRefusedError' });
    });

    it('lets a task go on when it is answered, once', async () => {
      const { workflow, token, outcomeOf } = await started();
      expect(await outcomeOf(promotion)).toBe('running');
      await workflow.answer(token);
      await vi.waitFor(async () => expect(await outcomeOf(promotion)).toBe('succeeded'));
      await workflow.answer(token);
      await workflow.fail(token, 'LateError', 'too late');
      expect(await outcomeOf(promotion)).toBe('succeeded');
    });

    it('ends a task with an error and its cause', async () => {
      const { workflow, token, outcomeOf } = await started();
      await workflow.fail(token, 'ChangeRefusedError', 'There is no kustomization file.');
      const failure = { error: 'ChangeRefusedError', cause: 'There is no kustomization file.' };
      await vi.waitFor(async () => expect(await outcomeOf(promotion)).toEqual(failure));
      await workflow.answer(token);
      expect(await outcomeOf(promotion)).toEqual(failure);
    });
  });
}
