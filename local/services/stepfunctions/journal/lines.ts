import type { ExecutionStart, MachineRevision } from '../run/execution.ts';
import type { HistoryEvent } from '../run/history.ts';
import type { Fact } from '../run/record.ts';

/** `source` is the definition; it is parsed anew when the journal is read. */
export type StoredMachine = Omit<MachineRevision, 'definition'>;

export interface StoredStart extends ExecutionStart {
  readonly machineArn: string;
  readonly revisionId: string;
}

interface MachineLine {
  readonly machine: StoredMachine;
}

/** What the journal holds: one of these objects a line, in the order of time. */
export type JournalLine =
  | MachineLine
  | { readonly start: StoredStart }
  | { readonly execution: number; readonly key: string; readonly fact: Fact };

/** What the archive holds: executions that are over, each after the revision of the machine it ran on. */
export type ArchiveLine = MachineLine | { readonly over: ArchivedExecution };

export interface ArchivedExecution {
  readonly start: StoredStart;
  readonly events: readonly HistoryEvent[];
  readonly tokens: readonly string[];
}
