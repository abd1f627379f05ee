import { createStore } from './store.ts';

/** What was done or changed last, in words: read out by screen readers, without taking the focus. */
export const notice = createStore('');

export const say = (...sentences: readonly string[]): void => {
  if (sentences.length > 0) notice.set(sentences.join('. '));
};
