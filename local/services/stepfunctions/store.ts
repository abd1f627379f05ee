import { type Journal, memoryJournal, openJournal, type Recovered } from './journal/journal.ts';
import type {
  ArchivedExecution,
  ArchiveLine,
  JournalLine,
  StoredMachine,
  StoredStart,
} from './journal/lines.ts';
import {
  Execution,
  type ExecutionHooks,
  type ExecutionStart,
  type MachineRevision,
} from './run/execution.ts';

export interface StoreOptions {
  readonly directory: string | undefined;
  readonly now: () => number;
  readonly ended: (execution: Execution) => void;
  /** Told of every write that is on its way to the disk. */
  readonly track: (work: Promise<void>) => unknown;
  /** So many journal lines of finished executions make the journal worth writing anew. */
  readonly compactAfterLines: number;
}

/** A task token found in the journal. */
export interface RecoveredToken {
  readonly token: string;
  readonly execution: Execution;
  /** The attempt that the token belongs to. */
  readonly path: string;
  readonly settled: boolean;
}

/** Every state machine and execution, in memory and in the journal. */
export class Store {
  /** The current revision of each machine, by ARN. */
  readonly machines = new Map<string, MachineRevision>();
  /** By ARN, in the order of their starts. A name that is used again after 90 days replaces its forerunner. */
  readonly executions = new Map<string, Execution>();
  /** From the journal: executions that run, or whose end was perhaps not announced. */
  readonly recovered: Execution[] = [];
  readonly recoveredTokens: RecoveredToken[] = [];
  readonly #revisions = new Map<string, MachineRevision>();
  readonly #archived = new WeakSet<Execution | MachineRevision>();
  readonly #journal: Journal;
  readonly #track: (work: Promise<void>) => unknown;
  readonly #hooks: ExecutionHooks;
  readonly #compactAfterLines: number;
  #settled: Execution[] = [];
  #settledLines = 0;
  #sequence = 0;

  constructor(options: StoreOptions) {
    const { journal, recovered } =
      options.directory === undefined
        ? { journal: memoryJournal, recovered: { archive: [], lines: [] } }
        : openJournal(options.directory);
    this.#journal = journal;
    this.#track = options.directory === undefined ? () => {} : options.track;
    this.#compactAfterLines = options.compactAfterLines;
    this.#hooks = {
      now: options.now,
      ended: options.ended,
      write: ({ start }, key, fact) => this.#append({ execution: start.sequence, key, fact }),
    };
    this.#recover(recovered);
  }

  flushed(): Promise<void> {
    return this.#journal.flushed();
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  saveMachine(machine: MachineRevision): void {
    this.#addMachine(machine);
    this.#append({ machine: stored(machine) });
  }

  startExecution(start: Omit<ExecutionStart, 'sequence'>, machine: MachineRevision): Execution {
    const execution = new Execution({ ...start, sequence: this.#sequence + 1 }, machine, this.#hooks);
    this.#addExecution(execution);
    this.#append(startLine(execution));
    return execution;
  }

  /** The execution is over and everybody who must know does: only its history is still needed. */
  settle(execution: Execution): void {
    if (this.#settled.includes(execution) || this.#archived.has(execution)) return;
    this.#settled.push(execution);
    this.#settledLines += execution.record.size + 1;
    if (this.#settledLines < this.#compactAfterLines) return;
    const over = this.#settled;
    this.#settled = [];
    this.#settledLines = 0;
    const lines = over.flatMap((one) => [...this.#revisionLines(one.machine), { over: archived(one) }]);
    for (const one of over) {
      this.#archived.add(one);
      one.record.keepHistoryOnly();
    }
    // A failure shows in flushed(), which every operation waits for.
    this.#track(this.#journal.compact(lines, () => this.#liveLines()).catch(() => {}));
  }

  #append(line: JournalLine): void {
    this.#journal.append(line);
    this.#track(this.#journal.flushed());
  }

  #addMachine(machine: MachineRevision): void {
    this.machines.set(machine.arn, machine);
    this.#revisions.set(revisionKey(machine.arn, machine.revisionId), machine);
  }

  #addExecution(execution: Execution): void {
    const { arn, sequence } = execution.start;
    this.executions.delete(arn);
    this.executions.set(arn, execution);
    this.#sequence = Math.max(this.#sequence, sequence);
  }

  #revisionLines(machine: MachineRevision): ArchiveLine[] {
    if (this.#archived.has(machine)) return [];
    this.#archived.add(machine);
    return [{ machine: stored(machine) }];
  }

  /** What the journal must still hold: the machines, and whatever executions are not in the archive. */
  #liveLines(): JournalLine[] {
    const live = [...this.executions.values()].filter((execution) => !this.#archived.has(execution));
    const machines = new Set([...live.map(({ machine }) => machine), ...this.machines.values()]);
    return [
      ...[...machines].map((machine) => ({ machine: stored(machine) })),
      ...live.flatMap((execution) => [
        startLine(execution),
        ...[...execution.record.entries()].map(([key, fact]) => ({
          execution: execution.start.sequence,
          key,
          fact,
        })),
      ]),
    ];
  }

  #recover({ archive, lines }: Recovered): void {
    for (const line of archive) {
      if ('over' in line) this.#recoverArchived(line.over);
      else this.#archived.add(this.#recoverMachine(line.machine));
    }
    const bySequence = new Map<number, Execution>();
    for (const line of lines) {
      if ('machine' in line) this.#recoverMachine(line.machine);
      else if ('start' in line) this.#recoverStart(line.start, bySequence);
      else bySequence.get(line.execution)?.record.restore(line.key, line.fact);
    }
    for (const execution of bySequence.values()) {
      this.recovered.push(execution);
      this.#recoverTokens(execution);
    }
  }

  #recoverMachine(machine: StoredMachine): MachineRevision {
    const known = this.#revisions.get(revisionKey(machine.arn, machine.revisionId));
    const revision = known ?? { ...machine, definition: JSON.parse(machine.source) };
    this.#addMachine(revision);
    return revision;
  }

  #recoverArchived({ start, events, tokens }: ArchivedExecution): void {
    const execution = this.#recoverExecution(start);
    execution.record.keepHistoryOnly(events);
    this.#archived.add(execution);
    for (const token of tokens) {
      this.recoveredTokens.push({ token, execution, path: '', settled: true });
    }
  }

  /** After a crash during a compaction, the archive has it already; its name may even be in use again. */
  #recoverStart(start: StoredStart, bySequence: Map<number, Execution>): void {
    const known = this.executions.get(start.arn);
    if (known !== undefined && known.start.sequence >= start.sequence) return;
    bySequence.set(start.sequence, this.#recoverExecution(start));
  }

  #recoverExecution({ machineArn, revisionId, ...start }: StoredStart): Execution {
    const machine = this.#revisions.get(revisionKey(machineArn, revisionId));
    if (machine === undefined) throw new Error(`The journal lacks revision ${revisionId} of ${machineArn}`);
    const execution = new Execution(start, machine, this.#hooks);
    this.#addExecution(execution);
    return execution;
  }

  #recoverTokens(execution: Execution): void {
    for (const { token, path } of tokensOf(execution)) {
      const over = ['settled', 'ended', 'abandoned'].some((label) => execution.recall(`${path}:${label}`));
      this.recoveredTokens.push({ token, execution, path, settled: over });
    }
  }
}

const TOKEN_KEY = ':token';

function tokensOf(execution: Execution): { readonly token: string; readonly path: string }[] {
  return [...execution.record.entries()]
    .filter(([key]) => key.endsWith(TOKEN_KEY))
    .map(([key, { data }]) => ({ token: String(data), path: key.slice(0, -TOKEN_KEY.length) }));
}

function archived(execution: Execution): ArchivedExecution {
  return {
    ...startLine(execution),
    events: [...execution.record.events],
    tokens: tokensOf(execution).map(({ token }) => token),
  };
}

function startLine({ start, machine }: Execution): { readonly start: StoredStart } {
  return { start: { ...start, machineArn: machine.arn, revisionId: machine.revisionId } };
}

function stored({ definition: _, ...machine }: MachineRevision): StoredMachine {
  return machine;
}

function revisionKey(arn: string, revisionId: string): string {
  return `${arn} ${revisionId}`;
}
