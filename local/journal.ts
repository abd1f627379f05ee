import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface JournalOptions<Entry> {
  /** Where the entries are kept; without it nothing outlives the process. */
  readonly file?: string | undefined;
  /** Makes an entry part of the state: called for every stored entry at the start, then for every new one. */
  readonly apply: (entry: Entry) => void;
  /** The entries that make the present state out of nothing. They replace what has gathered. */
  readonly snapshot: () => Iterable<Entry>;
  /** File permissions; by default what the umask leaves of 0o666. */
  readonly mode?: number;
}

export interface Journal<Entry> {
  /** Stores and applies an entry. When it returns, the entry survives `kill -9` (not a power failure). */
  append(entry: Entry): void;
  close(): void;
}

/** A line of a journal that is no JSON and is not the last one: somebody edited the file, or the disk is bad. */
export class JournalDamagedError extends Error {
  override readonly name = 'JournalDamagedError';

  constructor(file: string, line: number, cause: unknown) {
    super(`${file}:${line} is not JSON: repair the line, or delete the file to begin anew`, { cause });
  }
}

/** Fewer entries than these are not worth writing the file anew. */
const COMPACT_AFTER = 2_000;

/**
 * State kept as one JSON line per change. The file is written anew from a snapshot at the start and whenever it has
 * grown to twice its size. A last line torn by a crash was never acknowledged and is dropped.
 */
export function openJournal<Entry>(options: JournalOptions<Entry>): Journal<Entry> {
  const { file, apply, snapshot, mode = 0o666 } = options;
  if (file === undefined) return { append: apply, close() {} };
  mkdirSync(dirname(file), { recursive: true });
  for (const entry of readEntries<Entry>(file)) apply(entry);
  let descriptor = -1;
  let written = 0;
  let compactAt = 0;

  function compact(path: string): void {
    const lines = [...snapshot()].map(toLine);
    writeFileSync(`${path}.new`, lines.join(''), { mode });
    renameSync(`${path}.new`, path);
    if (descriptor >= 0) closeSync(descriptor);
    descriptor = openSync(path, 'a', mode);
    written = lines.length;
    compactAt = Math.max(COMPACT_AFTER, 2 * lines.length);
  }
  compact(file);
  return {
    append(entry) {
      writeSync(descriptor, toLine(entry));
      apply(entry);
      written += 1;
      if (written >= compactAt) compact(file);
    },
    close() {
      closeSync(descriptor);
      // The number may soon be that of another file: a late append must fail.
      descriptor = -1;
    },
  };
}

function toLine(entry: unknown): string {
  return `${JSON.stringify(entry)}\n`;
}

function* readEntries<Entry>(file: string): Generator<Entry> {
  const lines = readLines(file);
  for (const [index, line] of lines.entries()) {
    try {
      yield JSON.parse(line) as Entry;
    } catch (cause) {
      throw new JournalDamagedError(file, index + 1, cause);
    }
  }
}

/** Only lines that were ended: the rest of a torn one is cut off. */
function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
