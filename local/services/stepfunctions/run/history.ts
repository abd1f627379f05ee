import type { JsonObject } from '../json.ts';

/** One entry of an execution's history; `details` holds the one field that belongs to the type. */
export interface HistoryEvent {
  /** From 1, without gaps. */
  readonly id: number;
  /** The event before it on the same strand; 0 for the first state, as on AWS. */
  readonly previousEventId: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly type: string;
  readonly details: JsonObject;
}

/** The quota of STANDARD workflows. Event 25,000 is either ExecutionSucceeded or the end in failure. */
export const HISTORY_LIMIT = 25_000;
