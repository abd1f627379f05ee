import type { TaskToken } from '../ports/workflow.ts';

/** Holds unless the item has a newer token (ports/workflow.ts). ISO times sort as text. */
export const unlessOlder = ({ enteredAt = '', retry = 0 }: TaskToken) => ({
  condition:
    '(attribute_not_exists(#data.#enteredAt) OR #data.#enteredAt < :enteredAt OR (#data.#enteredAt = :enteredAt AND #data.#retry <= :retry))',
  names: { '#data': 'data', '#enteredAt': 'enteredAt', '#retry': 'retry' },
  values: { ':enteredAt': enteredAt, ':retry': retry },
});
