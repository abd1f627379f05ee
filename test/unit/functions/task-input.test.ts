import { expect, it } from 'vitest';
import { callbackTask } from '../../../functions/task-input.ts';

/** Tokens are compared by this as text (src/aws/task-token.ts), where `.` comes before `Z`. */
it.each([
  ['2026-11-20T12:00:00Z', '2026-11-20T12:00:00.000Z'],
  ['2026-11-20T12:00:00.5Z', '2026-11-20T12:00:00.500Z'],
  ['2026-11-20T12:00:00.123456Z', '2026-11-20T12:00:00.123Z'],
  ['2026-11-20T12:00:00.192Z', '2026-11-20T12:00:00.192Z'],
])('%s, when a task was begun, is of one form', (enteredAt, expected) => {
  const task = { pipeline: 'checkout', promotion: 'checkout_dev_1', token: 't', enteredAt, retry: 0 };
  expect(callbackTask.parse(task)).toEqual({ ...task, enteredAt: expected });
});
