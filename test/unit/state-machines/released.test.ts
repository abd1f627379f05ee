import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functions } from '../../../functions/manifest.ts';
import { awaitTask, callbackTask, failureTask, promotionTask } from '../../../functions/task-input.ts';
import { decided } from '../../../src/app/verdict.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/state-machines');

interface Task {
  readonly Type: string;
  readonly Parameters: { readonly FunctionName: string; readonly Payload: Record<string, unknown> };
  readonly ResultSelector?: Record<string, string>;
}

/** What each function demands of a task. */
const INPUTS: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>> = {
  'await-change': awaitTask,
  'check-gates': promotionTask,
  'check-health': promotionTask,
  'complete-promotion': promotionTask,
  'fail-promotion': failureTask,
  'request-change': callbackTask,
};

/** Every path of a payload gives a text; what stands there literally is given as it is. */
const given = (payload: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(payload).map(([key, value]) =>
      key.endsWith('.$') ? [key.slice(0, -2), 'text'] : [key, value],
    ),
  );

// Promotions under way finish on the definition that they began with: never change a file of that folder.
describe.each(readdirSync(FOLDER))('executions that began on %s', (file) => {
  const { States } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { States: Record<string, Task> };
  const tasks = Object.entries(States).filter(([, { Type }]) => Type === 'Task');

  it.each(tasks)("can still do %s with today's functions", (_, { Parameters, ResultSelector = {} }) => {
    const id = Parameters.FunctionName.slice(2, -1);
    expect(functions).toHaveProperty([id, 'trigger', 'kind'], 'task');
    expect(INPUTS[id]?.safeParse(given(Parameters.Payload))).toMatchObject({ success: true });
    const answer = Object.keys(decided('open'));
    for (const path of Object.values(ResultSelector))
      expect(answer).toContain(path.replace('$.Payload.', ''));
  });
});
