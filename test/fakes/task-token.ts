import type { TaskToken } from '../../src/ports/workflow.ts';

/** Whether the token may take the place of a stored one (src/ports/workflow.ts). */
export const isOlder = (token: TaskToken, stored: TaskToken | undefined): boolean =>
  stored?.enteredAt !== undefined && place(token) < place(stored);

const place = ({ enteredAt = '', retry = 0 }: TaskToken): string =>
  `${enteredAt} ${String(retry).padStart(3, '0')}`;
