import type { Clock } from '../../../clock.ts';
import type { InvokeLambda } from '../types.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What all executions of a service share. */
export interface Runtime {
  readonly clock: Clock;
  readonly region: string;
  readonly invokeLambda: InvokeLambda;
  readonly newToken: () => string;
  readonly random: () => number;
  readonly tokens: TaskTokens;
  /** Resolves when everything written so far is on disk. */
  readonly flushed: () => Promise<void>;
}
