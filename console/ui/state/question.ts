import type { Client } from '../../api/client.ts';
import { createStore } from './store.ts';

/** Something that a person is about to do and has to give a reason for. */
export interface Question {
  readonly title: string;
  /** What will happen, line by line. */
  readonly facts: readonly string[];
  /** What the button says. */
  readonly verb: string;
  readonly isGrave: boolean;
  readonly needsReason: boolean;
  readonly act: (client: Client, reason: string) => Promise<void>;
  /** Said after it was done. */
  readonly done: string;
}

export const question = createStore<Question | undefined>(undefined);
